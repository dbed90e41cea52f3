CREATE INDEX a_w ON a (w);

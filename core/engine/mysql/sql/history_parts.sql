-- Checksums of the sections: what an edit of a file is told by.
SELECT seq, checksum_up, checksum_down, checksum_tokens
FROM godwit_history
ORDER BY seq;

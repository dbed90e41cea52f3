-- Text search configurations: parser; which dictionaries each kind of token goes to.
SELECT c.tableoid || '.' || c.oid || '.0', NULL, n.nspname, c.cfgname, NULL,
	quote_ident(pn.nspname) || '.' || quote_ident(p.prsname),
	(SELECT string_agg(m.line, E'\x1f' ORDER BY m.line)
	 FROM (SELECT quote_ident(k.alias) || ' WITH ' || string_agg(quote_ident(dn.nspname) || '.'
				|| quote_ident(d.dictname), ', ' ORDER BY m.mapseqno)
		FROM pg_ts_config_map AS m JOIN ts_token_type(c.cfgparser) AS k ON k.tokid = m.maptokentype
			JOIN pg_ts_dict AS d ON d.oid = m.mapdict JOIN pg_namespace AS dn ON dn.oid = d.dictnamespace
		WHERE m.mapcfg = c.oid GROUP BY k.alias) AS m (line))
FROM pg_ts_config AS c JOIN pg_namespace AS n ON n.oid = c.cfgnamespace
	JOIN pg_ts_parser AS p ON p.oid = c.cfgparser JOIN pg_namespace AS pn ON pn.oid = p.prsnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.classid = c.tableoid AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname, c.cfgname;

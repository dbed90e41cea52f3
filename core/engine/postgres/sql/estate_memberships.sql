-- Who is a member of what. Before version 16 a membership has no options of its own, and is one whoever
-- granted it; from then on each who granted it has granted one of their own, and takes away no other.
-- Whoever makes a role becomes its administrator by the server itself: that one is implied, and so is
-- what the user who asks is a member of, since that is what provisioning stands on.
WITH membership AS (
	SELECT link.roleid, link.member, link.grantor, link.admin_option AS admin,
	       (options ->> 'inherit_option')::bool AS inherit,
	       (options ->> 'set_option')::bool AS set,
	       link.grantor = 10 AND link.admin_option
	       AND options ->> 'inherit_option' = 'false'
	       AND options ->> 'set_option' = 'false' AS is_makers
	  FROM pg_catalog.pg_auth_members AS link, pg_catalog.to_jsonb(link) AS options
)
SELECT granted.rolname AS "group",
       member.rolname AS member,
       pg_catalog.bool_and(granted.oid::int8 < 16384 AND member.oid::int8 < 16384
                           OR member.rolname = CURRENT_USER
                           OR COALESCE(is_makers, false)) AS implied,
       pg_catalog.bool_or(membership.admin) AS admin,
       pg_catalog.bool_or(membership.inherit) AS inherit,
       pg_catalog.bool_or(membership.set) AS set,
       pg_catalog.string_agg(pg_catalog.quote_ident(grantor.rolname), ', '
                             ORDER BY grantor.rolname)
           FILTER (WHERE NOT is_makers) AS grantors
  FROM membership
  JOIN pg_catalog.pg_roles AS granted ON granted.oid = membership.roleid
  JOIN pg_catalog.pg_roles AS member ON member.oid = membership.member
  LEFT JOIN pg_catalog.pg_roles AS grantor ON grantor.oid = membership.grantor
 GROUP BY granted.rolname, member.rolname
 ORDER BY granted.rolname, member.rolname;

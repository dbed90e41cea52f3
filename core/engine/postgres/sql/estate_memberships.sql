-- Who is a member of what. Before version 16 a membership has no options of its own. From then on,
-- whoever makes a role becomes its administrator by the server itself: that one is implied.
SELECT granted.rolname AS "group",
       member.rolname AS member,
       pg_catalog.bool_and((granted.oid::int8 < 16384 AND member.oid::int8 < 16384)
                           OR (membership.grantor = 10 AND membership.admin_option
                               AND options ->> 'inherit_option' = 'false'
                               AND options ->> 'set_option' = 'false')) AS implied,
       pg_catalog.bool_or(membership.admin_option) AS admin,
       pg_catalog.bool_or((options ->> 'inherit_option')::bool) AS inherit,
       pg_catalog.bool_or((options ->> 'set_option')::bool) AS set
  FROM pg_catalog.pg_auth_members AS membership
  JOIN pg_catalog.pg_roles AS granted ON granted.oid = membership.roleid
  JOIN pg_catalog.pg_roles AS member ON member.oid = membership.member,
       pg_catalog.to_jsonb(membership) AS options
 GROUP BY granted.rolname, member.rolname
 ORDER BY granted.rolname, member.rolname;

-- Where the binary log ends: position and file. '-' where this session does not write it, or not with
-- the text of what it writes as rows.
SELECT COALESCE(IF(@@sql_log_bin AND @@binlog_annotate_row_events,
                   (SELECT GROUP_CONCAT(VARIABLE_VALUE ORDER BY VARIABLE_NAME DESC SEPARATOR ':')
                    FROM information_schema.SESSION_STATUS
                    WHERE VARIABLE_NAME IN ('BINLOG_SNAPSHOT_FILE', 'BINLOG_SNAPSHOT_POSITION')
                      AND VARIABLE_VALUE NOT LIKE '% %'
                    HAVING COUNT(*) = 2), NULL), '-');

/*
 * The binary log as a second witness of a statement that may leave its objects looking as they did
 * (TRUNCATE, a swap of names), or that writes rows which stay: was it written to the log after the note
 * that it was about to run?
 *
 *	the note       .. 'log:MARK:1234:bin.000007'   the journal's INSERT, after that position
 *	the statement  TRUNCATE t [comment: godwit MARK]
 *
 * The mark is random, and new for each note. So whatever text has it is ours, whoever else writes the same
 * statement. The log is believed
 *
 *	where the note's own session writes it, with the text of what it logs as rows, which the INSERT
 *	itself finds out (sql_log_bin, binlog_annotate_row_events),
 *	about statements that the server logs as they were sent, if they change anything at all,
 *	from that server, while it runs: what a crash leaves in the log and in the tables may differ,
 *	when nothing is kept out of it (binlog_do_db, ..), and no incident is noted in it,
 *	and when the note is found in it.
 *
 * Otherwise it is silent. What a statement that was logged has done of its rows, it does not tell.
 * Code (CALL, ..) is not logged as it was sent, may change what is never logged, and is not asked about.
 *
 * A position is taken, and no GTID, because it is where the reading begins, and because a log that is not
 * this server's is not believed anyway. MySQL has none that an expression could read; Galera's nodes have
 * a log each. Neither is asked.
 */
#ifndef GW_ENGINE_MYSQL_BINLOG_H
#define GW_ENGINE_MYSQL_BINLOG_H

#include "engine/mysql/mysql_int.h"

/* Signs the statement (see struct gw_witness), where the log is going to tell about it. */
void gw_my_log_sign(const struct gw_my_conn *conn, struct gw_arena *arena, struct gw_view statement,
		    const struct gw_effect *effect, struct gw_witness *witness);

/* Where the sign that was put to a statement begins in text; GW_NOWHERE. */
size_t gw_my_log_find_sign(struct gw_view text);

/* Takes the log's word off the value of a look, and returns it; absent: it has none. */
struct gw_view gw_my_log_take_word(struct gw_view *look);

enum gw_my_log_answer {
	GW_MY_LOG_SILENT,
	GW_MY_LOG_WITHOUT, /* it has not been logged */
	GW_MY_LOG_WITH, /* it has */
};

struct gw_my_testimony {
	enum gw_my_log_answer answer;
	const char *words; /* of SILENT, why; of WITH, where: "bin.000007, position 1234" */
};

/*
 * Reads the log from the note on: as the judge's by, whoever ran the statement is over, or is this
 * session (NULL). What the server refuses is SILENT.
 */
GW_MUST_USE bool gw_my_log_ask(struct gw_my_conn *conn, struct gw_arena *arena, struct gw_view word,
			       const struct gw_lost *by, struct gw_my_testimony *ret_testimony,
			       struct gw_error **err);

#endif

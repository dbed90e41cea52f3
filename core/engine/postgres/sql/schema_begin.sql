-- What texts of the server depend on, for this transaction: all names are qualified. And what long lists are
-- sorted with: each query is over before compiling it, or another process, would pay.
SELECT set_config('search_path', '', true), set_config('quote_all_identifiers', 'off', true),
	set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true),
	set_config('extra_float_digits', '3', true), set_config('TimeZone', 'UTC', true),
	set_config('work_mem', '64MB', true), set_config('jit', 'off', true),
	set_config('max_parallel_workers_per_gather', '0', true);

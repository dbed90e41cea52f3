-- What texts of the server depend on, for this transaction: all names are qualified.
SELECT set_config('search_path', '', true), set_config('quote_all_identifiers', 'off', true),
	set_config('DateStyle', 'ISO, MDY', true), set_config('IntervalStyle', 'postgres', true),
	set_config('extra_float_digits', '3', true), set_config('TimeZone', 'UTC', true);

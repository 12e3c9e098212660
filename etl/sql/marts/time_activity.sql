-- mart: time_activity
-- grain: one row per activity that the time sheets record at all
-- sources: time_entry_current
-- columns:
--   activity: varchar, words, the activity

-- What no sheet ever names is no zero: nobody could write it down.
create or replace temp table time_activity as
select distinct activity::varchar as activity,
from time_entry_current
where hours > 0
order by all;

-- one row per source
select
    source,
    profile,
    files,
    rows,
    rejects,
    last_load,
    last_date,
    state,
from freshness
order by source;

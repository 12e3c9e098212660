-- mart: preference
-- grain: one row per person whose preferred populations the roster names
-- sources: roster_current
-- columns:
--   staff_key: ubigint, key, the person
--   preferred: varchar, words, populations the roster's latest row says the person prefers, between bars

create or replace temp table preference as
with latest as (
    select
        staff_key,
        arg_max(preferred_populations, (valid_from, load_id, preferred_populations)) as populations,
    from roster_current
    where trim(preferred_populations) <> ''
    group by staff_key
)

select
    staff_key::ubigint as staff_key,
    ('|' || regexp_replace(lower(trim(populations)), '\s*[,|/\x3b]\s*', '|', 'g') || '|')::varchar as preferred,
from latest
order by all;

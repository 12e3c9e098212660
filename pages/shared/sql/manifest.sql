-- one row: the version on the screen
select
    version,
    published_at,
    organisation,
    made_from,
    minimums,
    audit,
    code_version,
from manifest;

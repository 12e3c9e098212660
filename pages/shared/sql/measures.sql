-- one row per measure of the version, in its order
select
    measure,
    label,
    short_label,
    unit,
    format,
    section,
    direction,
    area,
    origin,
    reference,
    reference_text,
    agreed_level,
    agreed_by,
    step,
    headline,
    position,
from measure
order by position;

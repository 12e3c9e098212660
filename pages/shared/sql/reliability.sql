-- one row per closed wave x scale, oldest wave first, scales in the order of the dictionary
select
    waves.wave_name,
    reliability.wave_id,
    reliability.period_start,
    reliability.measure,
    coalesce(measure.label, reliability.measure) as label,
    coalesce(measure.short_label, reliability.measure) as short_label,
    reliability.instrument_name,
    reliability.state,
    reliability.n_band,
    reliability.alpha,
    reliability.alpha_lower,
    reliability.alpha_upper,
    reliability.omega,
    reliability.published_alpha,
    reliability.published_omega,
    reliability.published_source,
    reliability.missing_band,
    reliability.items,
    reliability.items_asked,
    reliability.warnings,
    reliability.change,
from reliability
left join (select distinct wave_id, wave_name from response) waves using (wave_id)
left join measure using (measure)
order by measure.position nulls last, reliability.measure, reliability.period_start;

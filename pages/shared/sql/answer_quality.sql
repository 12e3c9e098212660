-- one row per closed wave, oldest first: how carefully it was answered
select
    waves.wave_name,
    answer_quality.wave_id,
    answer_quality.period_start,
    waves.anonymous,
    answer_quality.instruments,
    answer_quality.state,
    answer_quality.n_band,
    answer_quality.straight_lined,
    answer_quality.too_fast,
    answer_quality.missing,
from answer_quality
left join (select distinct wave_id, wave_name, anonymous from response) waves using (wave_id)
order by answer_quality.period_start, answer_quality.wave_id;

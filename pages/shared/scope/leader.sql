-- what a leader may ask: the shown cells of their units, and of the organisation
create view manifest as from teams.manifest;
create view freshness as from teams.freshness;
create view measure as from teams.measure;
create view grp as from teams.grp semi join reach using (group_id);
create view estimate as from teams.estimate semi join reach using (group_id);
create view response as from teams.response semi join reach using (group_id);
create view action as from teams.action where team_id in (select group_id from reach where own);
-- the organisation's headlines name other teams
create view headline as from teams.headline where group_id in (select group_id from reach where own);
create view signal as from teams.signal where group_id in (select group_id from reach where own);
create view standing as from teams.standing semi join reach using (group_id);
create view similar_teams as from teams.similar_teams where group_id in (select group_id from reach where own);
create view spc as from teams.spc semi join reach using (group_id);
create view reference as from teams.reference semi join reach using (group_id);
create view series_break as from teams.series_break;
create view quality as from teams.quality where team_id is null or team_id in (select group_id from reach where own);
create view calendar as from teams.calendar semi join reach using (group_id);
create view balance as from teams.balance semi join reach using (group_id);
create view decision as from teams.decision semi join reach using (group_id);
create view ahead as from teams.ahead semi join reach using (group_id);
create view waiting as from teams.waiting semi join reach using (group_id);

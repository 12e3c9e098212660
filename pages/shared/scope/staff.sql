-- what all staff may ask: the organisation as a whole, no team
create view manifest as from teams.manifest;
create view freshness as from teams.freshness;
create view measure as from teams.measure;
create view grp as from teams.grp where kind = 'organisation';
create view estimate as from teams.estimate semi join grp using (group_id);
create view response as from teams.response semi join grp using (group_id);
create view action as from teams.action where false;
create view headline as from teams.headline semi join grp using (group_id);
create view signal as from teams.signal semi join grp using (group_id);
create view standing as from teams.standing semi join grp using (group_id);
create view similar_teams as from teams.similar_teams where false;
create view spc as from teams.spc semi join grp using (group_id);
create view reference as from teams.reference semi join grp using (group_id);
create view series_break as from teams.series_break;
create view quality as from teams.quality where team_id is null;

-- what a quality lead may ask: all shown cells, and the relations
create view manifest as from teams.manifest;
create view freshness as from teams.freshness;
create view measure as from teams.measure;
create view grp as from teams.grp;
create view estimate as from teams.estimate;
create view response as from teams.response;
create view action as from teams.action;
create view headline as from teams.headline;
create view signal as from teams.signal;
create view standing as from teams.standing;
create view spc as from teams.spc;
create view relation as from analysis.relation;
create view reference as from teams.reference;
create view series_break as from teams.series_break;
create view quality as from teams.quality;
create view reliability as from analysis.reliability;
create view answer_quality as from analysis.answer_quality;

-- what the administrator may ask: what is loaded, how fresh, how sound; no figure of anybody
create view manifest as from teams.manifest;
create view freshness as from teams.freshness;
create view measure as from teams.measure;
create view quality as from teams.quality;

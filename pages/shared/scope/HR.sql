-- what HR may ask: leave by group and by name; the file holds no survey figure
create view manifest as from leave.manifest;
create view freshness as from leave.freshness;
create view grp as from leave.grp;
create view estimate as from leave.leave_estimate;
create view person_balance as from leave.person_balance;
create view person_rest as from leave.person_rest;
create view reference as from leave.reference;
create view measure as from leave.measure;
create view series_break as from leave.series_break;
create view quality as from leave.quality;
create view person_request as from leave.person_request;
create view calendar as from leave.calendar;
create view balance as from leave.balance;
create view decision as from leave.decision;

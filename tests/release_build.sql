-- The tables of the hand-made build of release_files.py, as dbt makes them; `int_` tables stay out of a release.

create table dim_area (
    area_code varchar primary key, name_zh varchar not null, kind varchar, parent_code varchar
);

create table dim_area_member (
    area_code varchar, member_code varchar
);

create table run_delivery (
    delivery_id varchar, entity varchar, unit_code varchar, period varchar, as_of_date date, sha256 varchar,
    file varchar, format varchar, is_counted boolean, reason varchar, is_synthetic boolean
);

create table row_address (
    delivery_id varchar, sheet_index integer, sheet varchar, row integer, table_index integer, kind varchar,
    fate varchar, row_id varchar, entity varchar, cell_count integer
);

create table header_map (
    delivery_id varchar, sheet_index integer, sheet varchar, table_index integer, entity varchar,
    field varchar, source varchar, cell_column varchar, source_cell varchar, header varchar,
    matched_by varchar
);

create table filled_value (
    delivery_id varchar, row_id varchar, field varchar, source_row integer
);

create table fct_worker (
    delivery_id varchar, row_id varchar, unit_code varchar, period varchar, person_key varchar,
    community varchar, certificate_level varchar, certificate_date date, left_on date,
    is_professional boolean, domains varchar[], primary key (delivery_id, row_id)
);

create table fct_observation (
    delivery_id varchar, row_id varchar, unit_code varchar, period varchar, subject varchar,
    value decimal(18, 4), unit varchar, area_code varchar, data_date date
);

create table measure_candidate (
    measure varchar, delivery_id varchar, row_id varchar, evidence_row_id varchar, area_code varchar,
    period varchar, unit_key varchar, quantity decimal(18, 4), not_counted_reason varchar
);

create table measure_definition (
    measure varchar, entity varchar, definition_zh varchar, "window" varchar, source_kind varchar,
    unit_of_count_zh varchar, reads varchar[]
);

create table indicator_definition (
    plan_code varchar, plan_version varchar, plan_area_code varchar, indicator_code varchar, reading varchar,
    indicator_name varchar, factor integer, numerator varchar, denominator varchar
);

create table plan_definition (
    plan_code varchar primary key, plan_version varchar, kind varchar, title varchar, area_code varchar
);

create table indicator_value (
    figure_id varchar primary key, plan_code varchar not null, plan_version varchar, indicator_code varchar,
    indicator_name varchar, area_code varchar, area_name varchar, period varchar, as_of_date date,
    reading varchar, is_chosen boolean, statistic varchar, numerator decimal(18, 4), denominator decimal(18, 4),
    denominator_as_of date, denominator_source varchar, value decimal(18, 6), unit_minimum decimal(18, 4),
    reported_value decimal(18, 4), unit varchar, operator varchar, target decimal(18, 4),
    target_upper decimal(18, 4), target_zh varchar, target_type varchar, deadline date,
    deadline_precision varchar, baseline decimal(18, 4), baseline_date date, attained_pct decimal(18, 6),
    status varchar, status_reason varchar, needs_zh varchar, coverage_pct decimal(9, 4), source_kind varchar,
    is_synthetic boolean, approval varchar, definition_zh varchar, note_zh varchar, contradiction_zh varchar,
    source_words_zh varchar
);

create table period_signature (
    area_code varchar, period varchar, figure_count integer, value_count integer, signature varchar,
    approved_signature varchar, approval varchar
);

create table not_counted_reason (
    reason varchar, rank integer, name_zh varchar
);

create table int_person (
    person_key varchar, id_key varchar
);

comment on table indicator_value is '一行一个指标值';
comment on column indicator_value.value is 'factor × numerator ÷ denominator';

create table measure_unit (
    measure varchar primary key, unit_measure varchar, of_measure varchar, among_measure varchar,
    minimum_above integer, minimum_below integer
);

create table row_place (
    delivery_id varchar, row_id varchar, period varchar, place_key varchar
);

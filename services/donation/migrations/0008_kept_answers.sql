-- Of answers with a private word only the id is kept beside their key: those that were kept whole lose the rest.
update idempotency
set body = convert_to(json_build_object('id', convert_from(body, 'utf8')::json ->> 'unit_id')::text, 'utf8')
where route = 'POST /api/donation/units' and convert_from(body, 'utf8')::json ->> 'unit_id' is not null;

update idempotency
set body = convert_to(json_build_object('id', convert_from(body, 'utf8')::json ->> 'import_id')::text, 'utf8')
where (route = 'POST /api/donation/imports' or route ~ '^POST /api/donation/imports/[^/]+/mapping$')
  and convert_from(body, 'utf8')::json ->> 'import_id' is not null;

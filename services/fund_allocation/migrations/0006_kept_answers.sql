-- Of answers with a private word only the id is kept beside their key: those that were kept whole lose the rest.
update idempotency
set body = convert_to(json_build_object('id', convert_from(body, 'utf8')::json ->> 'decision_id')::text, 'utf8')
where route = 'POST /api/fund-allocation/decisions' and convert_from(body, 'utf8')::json ->> 'decision_id' is not null;

update idempotency
set body = convert_to(json_build_object('id', convert_from(body, 'utf8')::json ->> 'expenditure_id')::text, 'utf8')
where route = 'POST /api/fund-allocation/expenditures'
  and convert_from(body, 'utf8')::json ->> 'expenditure_id' is not null;

-- Units by name as a Vietnamese dictionary has them: the key that shared.text's order_of makes, which the public lists
-- are in too. Numbers are written with twelve digits, tones come last, each letter after the one it is made from.
create function name_order(name text) returns text language sql immutable parallel safe
begin atomic
    with said as (select casefold(normalize(name, nfc) collate pg_unicode_fast) as text),
    toneless as (
        select text, normalize(regexp_replace(normalize(text, nfd), '[\u0300\u0301\u0303\u0309\u0323]', '', 'g'), nfc) as t
        from said
    ),
    -- eleven zeros before each number, then all but its last twelve digits away; a longer one gets its zeros off again
    numbered as (
        select text, regexp_replace(regexp_replace(regexp_replace(t, '([0-9]+)', '00000000000\1', 'g'),
                                                   '(?<![0-9])0{0,10}([0-9]{12})(?![0-9])', '\1', 'g'),
                                    '(?<![0-9])0{11}([0-9]{12,})', '\1', 'g') as t
        from toneless
    )
    select trim(regexp_replace(replace(replace(replace(replace(replace(replace(replace(
                    t, 'đ', 'd~'), 'ă', 'a}'), 'â', 'a~'), 'ê', 'e~'), 'ô', 'o}'), 'ơ', 'o~'), 'ư', 'u~'),
                    '[[:space:]]+', ' ', 'g')) || e'\x01' || text
    from numbered;
end;

alter table unit add sort_key text collate "C" generated always as (name_order(name)) stored;
create index unit_by_name on unit (fund_id, sort_key, unit_id) where merged_into is null;

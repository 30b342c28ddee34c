-- Searching the queue reads the words of all open lines, out of an index that holds nothing else: open lines lie far
-- apart in the table. That takes as long for every phrase, where letters in an index of their own took longest for
-- words that many lines hold in another order. (pg_trgm stays: others may use it.)
drop index bank_line_words;
create index bank_line_search on bank_line (account_id, day, bank_id) include (words)
    where state = 'review' and octet_length(words) < 2000;
-- An entry of an index is at most 2,704 bytes: the few lines with more words are read in the table.
create index bank_line_search_long on bank_line (account_id, day, bank_id)
    where state = 'review' and octet_length(words) >= 2000;

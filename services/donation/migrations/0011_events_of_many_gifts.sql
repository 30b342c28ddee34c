-- An event that tells of many gifts has about 4 KB: it stays in its row as it is. Taken out of the row and packed, as it
-- would be from 2 KB on, it costs each gift more than everything else that is done with its event.
alter table outbox set (toast_tuple_target = 8160);

-- The door keeps nothing of its own: its schema has the tables that every service has, and says so.
comment on schema gateway is 'the door: nothing but the tables that every service has';

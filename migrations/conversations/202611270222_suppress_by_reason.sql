-- An address may be suppressed for several reasons: lifting one leaves the others.

alter table conversations.suppression
    drop constraint suppression_address,
    add constraint suppression_address unique (account, address, reason);

-- The crate keeps the list of sign-ins, in its own table beside these.
DROP TABLE sign_ins;

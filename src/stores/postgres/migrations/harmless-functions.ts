/**
 * Names of volatile functions that change no record, as a regular expression of PostgreSQL: the built-in ones (PostgreSQL manual,
 * "Functions and Operators"), and those of the extensions uuid-ossp, pgcrypto and tablefunc. Of every other one it is not known.
 */
export const HARMLESS_FUNCTIONS = `^(${[
  'clock_timestamp|timeofday|current_query|txid_status',
  'random.*|setseed|gen_random_(uuid|bytes)|gen_salt|uuidv[47]|uuid_generate_.*|normal_rand|pgp_(sym|pub)_encrypt.*',
  'nextval|currval|lastval|setval|set_config',
  'lo_(close|creat|create|from_bytea|get|import|lseek|lseek64|open|tell|tell64)|loread',
  'pg_(try_)?advisory_.*|pg_sleep.*|pg_notify|pg_notification_.*|pg_.*_size|pg_lock_status|pg_blocking_pids',
  'pg_(current|is|last|ls|partition|read|safe|stat|xact)_.*|pg_(database_)?collation_actual_version',
  // Triggers of the extensions moddatetime, insert_username and autoinc.
  'moddatetime|insert_username|autoinc',
  // In TABLESAMPLE.
  'bernoulli|system|system_rows|system_time',
].join('|')})$`

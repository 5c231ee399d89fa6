import { IN_USER_SCHEMA, NOT_OF_EXTENSION } from './ddl-object.js'

/**
 * Drops everything that `readDdl` describes. The schema `public` stays, because the user may not own it. What an extension
 * created stays with it.
 */
export const DROP_EVERYTHING = `SET client_min_messages = 'warning';
DO $drop$ DECLARE found text; kind text; BEGIN
  FOR found IN SELECT format('%I', n.nspname) FROM pg_namespace n JOIN pg_namespace o ON o.oid = n.oid
    WHERE ${IN_USER_SCHEMA} AND n.nspname <> 'public' AND ${NOT_OF_EXTENSION}
  LOOP EXECUTE format('DROP SCHEMA %s CASCADE', found); END LOOP;
  FOR kind, found IN SELECT CASE o.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
      WHEN 'c' THEN 'TYPE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, format('%I.%I', n.nspname, o.relname)
    FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace
    WHERE n.nspname = 'public' AND ${NOT_OF_EXTENSION} AND (o.relkind IN ('v', 'm', 'r', 'p', 'c', 'f')
      OR o.relkind = 'S' AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.tableoid AND d.objid = o.oid AND d.deptype = 'i'))
  LOOP EXECUTE format('DROP %s IF EXISTS %s CASCADE', kind, found); END LOOP;
  FOR found IN SELECT format('%I.%I(%s)', n.nspname, o.proname, pg_get_function_identity_arguments(o.oid))
    FROM pg_proc o JOIN pg_namespace n ON n.oid = o.pronamespace
    WHERE n.nspname = 'public' AND ${NOT_OF_EXTENSION}
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.tableoid AND d.objid = o.oid AND d.deptype = 'i')
  LOOP EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', found); END LOOP;
  FOR found IN SELECT format('%I.%I', n.nspname, o.typname) FROM pg_type o JOIN pg_namespace n ON n.oid = o.typnamespace
    WHERE n.nspname = 'public' AND o.typtype IN ('e', 'd', 'r') AND ${NOT_OF_EXTENSION}
  LOOP EXECUTE format('DROP TYPE IF EXISTS %s CASCADE', found); END LOOP;
END $drop$;`

/** A statement that creates one object, with the object's address in `pg_depend`. */
export interface DdlObject {
  readonly classid: number
  readonly objid: number
  readonly statement: string
}

/** Selects objects in schemas that are not PostgreSQL's own. The object is `o`, its schema `n`. */
export const IN_USER_SCHEMA = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`

/** Extensions create their members themselves. */
export const NOT_OF_EXTENSION = `NOT EXISTS (SELECT FROM pg_depend e
  WHERE e.classid = o.tableoid AND e.objid = o.oid AND e.objsubid = 0 AND e.deptype = 'e')`

/** The qualified name of the relation `o`. */
export const RELATION_NAME = `format('%I.%I', n.nspname, o.relname)`

import type { Queryable } from '../client/queryable.js'
import type { DdlObject } from './ddl-object.js'

/**
 * The objects that others depend on, with addresses of their parts resolved to the object whose statement creates them: the
 * default of a column belongs to the table, the rule of a view to the view, the row type to its table, an array to its elements.
 */
const DEPENDENCIES = `WITH parts (classid, objid, ownerclass, owner) AS (
    SELECT tableoid, oid, 'pg_class'::regclass::oid, adrelid FROM pg_attrdef
    UNION ALL SELECT tableoid, oid, 'pg_class'::regclass::oid, ev_class FROM pg_rewrite WHERE rulename = '_RETURN'
    UNION ALL SELECT t.tableoid, t.oid, 'pg_class'::regclass::oid, t.typrelid FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid
      WHERE c.relkind <> 'c'
    UNION ALL SELECT 'pg_class'::regclass, c.oid, 'pg_type'::regclass::oid, c.reltype FROM pg_class c WHERE c.relkind = 'c'
    UNION ALL SELECT e.tableoid, e.typarray, CASE WHEN c.relkind <> 'c' THEN 'pg_class'::regclass::oid ELSE e.tableoid END,
      CASE WHEN c.relkind <> 'c' THEN c.oid ELSE e.oid END
      FROM pg_type e LEFT JOIN pg_class c ON c.oid = e.typrelid WHERE e.typarray <> 0
    UNION ALL SELECT 'pg_type'::regclass, rngmultitypid, 'pg_type'::regclass::oid, rngtypid FROM pg_range
    UNION ALL SELECT tableoid, oid, 'pg_type'::regclass::oid, contypid FROM pg_constraint WHERE contypid <> 0
    UNION ALL SELECT 'pg_class'::regclass, d.objid, d.refclassid, d.refobjid FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'i' AND d.refclassid = 'pg_class'::regclass
  )
  SELECT DISTINCT coalesce(p.ownerclass, d.classid)::int8 AS classid, coalesce(p.owner, d.objid)::int8 AS objid,
    coalesce(q.ownerclass, d.refclassid)::int8 AS refclassid, coalesce(q.owner, d.refobjid)::int8 AS refobjid
  FROM pg_depend d LEFT JOIN parts p ON p.classid = d.classid AND p.objid = d.objid
  LEFT JOIN parts q ON q.classid = d.refclassid AND q.objid = d.refobjid
  WHERE d.deptype IN ('n', 'i') OR d.deptype = 'a' AND d.classid <> 'pg_class'::regclass`

interface Dependency {
  readonly classid: string
  readonly objid: string
  readonly refclassid: string
  readonly refobjid: string
}

/** Sorts objects so that each comes after those that it depends on, otherwise as they are. */
export async function sortByDependency(
  client: Queryable,
  objects: readonly DdlObject[],
): Promise<readonly DdlObject[]> {
  const { rows } = await client.query<Dependency>(DEPENDENCIES)
  const byAddress = new Map(objects.map((object) => [`${object.classid}.${object.objid}`, object]))
  const required = new Map<DdlObject, DdlObject[]>()
  for (const { classid, objid, refclassid, refobjid } of rows) {
    const object = byAddress.get(`${classid}.${objid}`)
    const other = byAddress.get(`${refclassid}.${refobjid}`)
    if (object === undefined || other === undefined || object === other) continue
    required.set(object, [...(required.get(object) ?? []), other])
  }
  const sorted = new Set<DdlObject>()
  const visited = new Set<DdlObject>()
  const visit = (object: DdlObject): void => {
    // In a cycle, for example of a function and a table that uses it, the first one stays first.
    if (visited.has(object)) return
    visited.add(object)
    for (const other of required.get(object) ?? []) visit(other)
    sorted.add(object)
  }
  objects.forEach(visit)
  return [...sorted]
}

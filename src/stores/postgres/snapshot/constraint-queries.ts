import { IN_USER_SCHEMA, NOT_OF_EXTENSION, RELATION_NAME } from './ddl-object.js'

// Queries for statements to run after the rows were copied, in this order. Each returns one column.

const RELATIONS = `pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace`
const OF_USER = `${IN_USER_SCHEMA} AND ${NOT_OF_EXTENSION}`

const PARENTS = `SELECT format(CASE WHEN o.relispartition THEN 'ALTER TABLE ONLY %1$s ATTACH PARTITION %2$s %3$s'
      ELSE 'ALTER TABLE %2$s INHERIT %1$s' END, format('%I.%I', pn.nspname, p.relname), ${RELATION_NAME},
    pg_get_expr(o.relpartbound, o.oid)) AS statement
  FROM ${RELATIONS} JOIN pg_inherits i ON i.inhrelid = o.oid JOIN pg_class p ON p.oid = i.inhparent
  JOIN pg_namespace pn ON pn.oid = p.relnamespace
  WHERE o.relkind IN ('r', 'p') AND ${OF_USER} ORDER BY pn.nspname, p.relname, i.inhseqno, n.nspname, o.relname`

/** Constraints that a table inherits come with its parent's. */
function constraintsOf(types: string): string {
  return `SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', ${RELATION_NAME}, c.conname, pg_get_constraintdef(c.oid)) AS statement
    FROM ${RELATIONS} JOIN pg_constraint c ON c.conrelid = o.oid
    WHERE c.contype IN (${types}) AND c.conparentid = 0 AND c.conislocal AND o.relkind IN ('r', 'p') AND ${OF_USER}
    ORDER BY o.relkind DESC, n.nspname, o.relname, c.contype, c.conname`
}

/** The index of a partitioned table creates those of its partitions. */
const INDEXES = `SELECT regexp_replace(pg_get_indexdef(i.indexrelid), '^(CREATE (UNIQUE )?INDEX ("([^"]|"")+"|[^ ]+) ON) ONLY ', '\\1 ')
  FROM ${RELATIONS} JOIN pg_index i ON i.indrelid = o.oid JOIN pg_class x ON x.oid = i.indexrelid
  WHERE o.relkind IN ('r', 'p', 'm') AND ${OF_USER}
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
    AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = i.indexrelid)
  ORDER BY o.relkind DESC, n.nspname, o.relname, x.relname`

const REPLICA_IDENTITIES = `SELECT format('ALTER TABLE ONLY %s REPLICA IDENTITY %s', ${RELATION_NAME},
    CASE o.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' ELSE format('USING INDEX %I', x.relname) END)
  FROM ${RELATIONS} LEFT JOIN (pg_index i JOIN pg_class x ON x.oid = i.indexrelid) ON i.indrelid = o.oid AND i.indisreplident
  WHERE o.relkind IN ('r', 'p') AND o.relreplident <> 'd' AND ${OF_USER} ORDER BY n.nspname, o.relname`

const SEQUENCE_OWNERS = `SELECT format('ALTER SEQUENCE %s OWNED BY %I.%I.%I', ${RELATION_NAME}, tn.nspname, t.relname, a.attname)
  FROM ${RELATIONS} JOIN pg_depend d ON d.classid = o.tableoid AND d.objid = o.oid AND d.deptype = 'a' AND d.refobjsubid > 0
  JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
  WHERE o.relkind = 'S' AND d.refclassid = 'pg_class'::regclass AND ${OF_USER} ORDER BY n.nspname, o.relname`

const RULES = `SELECT rtrim(pg_get_ruledef(r.oid), ';') FROM ${RELATIONS} JOIN pg_rewrite r ON r.ev_class = o.oid
  WHERE r.rulename <> '_RETURN' AND ${OF_USER} ORDER BY n.nspname, o.relname, r.rulename`

const TRIGGERS = `SELECT pg_get_triggerdef(t.oid) FROM ${RELATIONS} JOIN pg_trigger t ON t.tgrelid = o.oid
  WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND ${OF_USER} ORDER BY n.nspname, o.relname, t.tgname`

const TRIGGER_STATES = `SELECT format('ALTER TABLE %s %s TRIGGER %I', ${RELATION_NAME},
    CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, t.tgname)
  FROM ${RELATIONS} JOIN pg_trigger t ON t.tgrelid = o.oid
  WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled <> 'O' AND ${OF_USER} ORDER BY n.nspname, o.relname, t.tgname`

const ROW_SECURITY = `SELECT format('ALTER TABLE %s %s ROW LEVEL SECURITY', ${RELATION_NAME}, mode)
  FROM ${RELATIONS}, unnest(ARRAY['ENABLE', 'FORCE']) AS mode
  WHERE CASE mode WHEN 'ENABLE' THEN o.relrowsecurity ELSE o.relforcerowsecurity END AND ${OF_USER}
  ORDER BY n.nspname, o.relname, mode`

/** Policies for roles that may not exist elsewhere are created only where they exist. */
const POLICIES = `SELECT CASE WHEN p.polroles = '{0}' THEN statement ELSE format('DO %L', format(
      'BEGIN IF (SELECT count(*) = %s FROM pg_roles WHERE rolname IN (%s)) THEN EXECUTE %L; END IF; END',
      array_length(p.polroles, 1), (SELECT string_agg(quote_literal(r.rolname), ', ') FROM pg_roles r WHERE r.oid = ANY (p.polroles)),
      statement)) END
  FROM ${RELATIONS} JOIN pg_policy p ON p.polrelid = o.oid, format('CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s', p.polname,
    ${RELATION_NAME}, CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
    CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
    CASE WHEN p.polroles = '{0}' THEN 'PUBLIC' ELSE (SELECT string_agg(quote_ident(r.rolname), ', ') FROM pg_roles r
      WHERE r.oid = ANY (p.polroles)) END,
    ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
    ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') AS statement
  WHERE ${OF_USER} ORDER BY n.nspname, o.relname, p.polname`

const STATISTICS = `SELECT pg_get_statisticsobjdef(o.oid) FROM pg_statistic_ext o JOIN pg_namespace n ON n.oid = o.stxnamespace
  WHERE ${OF_USER} ORDER BY n.nspname, o.stxname`

const COMMENTS = `SELECT format('COMMENT ON %s %s IS %L', CASE
      WHEN o.type LIKE '% column' THEN 'COLUMN' WHEN o.type LIKE '% constraint' THEN 'CONSTRAINT'
      WHEN o.type = 'statistics object' THEN 'STATISTICS' ELSE upper(o.type) END,
    CASE o.type WHEN 'domain constraint' THEN regexp_replace(o.identity, ' on ', ' ON DOMAIN ') ELSE o.identity END, d.description)
  FROM pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) o
  WHERE d.objoid >= 16384 AND o.type <> 'extension' AND o.identity !~ '^(pg_|information_schema)'
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e')
  ORDER BY o.type, o.identity`

/** A role of the original may not exist elsewhere. Owners have all rights without a grant. */
function grantsOn(kind: string, from: string, owner: string, acl: string, name: string): string {
  return `SELECT format('DO %L', format('BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = %L) THEN EXECUTE %L; END IF; END', r.rolname,
      format('GRANT %s ON ${kind} %s TO %I%s', a.privilege_type, ${name}, r.rolname,
        CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)))
    FROM ${from}, aclexplode(o.${acl}) a JOIN pg_roles r ON r.oid = a.grantee
    WHERE a.grantee <> o.${owner} AND ${OF_USER} ORDER BY 1`
}

const PUBLIC_FUNCTION_RIGHTS = `SELECT format('REVOKE ALL ON ROUTINE %s FROM PUBLIC', o.oid::regprocedure)
  FROM pg_proc o JOIN pg_namespace n ON n.oid = o.pronamespace
  WHERE o.proacl IS NOT NULL AND o.prokind <> 'a' AND ${OF_USER}
    AND NOT EXISTS (SELECT FROM aclexplode(o.proacl) a WHERE a.grantee = 0) ORDER BY 1`

const PROCEDURES = `pg_proc o JOIN pg_namespace n ON n.oid = o.pronamespace AND o.prokind <> 'a'`

export const CONSTRAINT_QUERIES: readonly string[] = [
  SEQUENCE_OWNERS,
  PARENTS,
  constraintsOf(`'p', 'u', 'x'`),
  constraintsOf(`'c'`),
  INDEXES,
  REPLICA_IDENTITIES,
  constraintsOf(`'f'`),
  STATISTICS,
  RULES,
  TRIGGERS,
  TRIGGER_STATES,
  POLICIES,
  ROW_SECURITY,
  COMMENTS,
  PUBLIC_FUNCTION_RIGHTS,
  grantsOn('ROUTINE', PROCEDURES, 'proowner', 'proacl', 'o.oid::regprocedure'),
  grantsOn(
    'TABLE',
    `${RELATIONS} AND o.relkind IN ('r', 'p', 'v', 'm')`,
    'relowner',
    'relacl',
    RELATION_NAME,
  ),
  grantsOn('SEQUENCE', `${RELATIONS} AND o.relkind = 'S'`, 'relowner', 'relacl', RELATION_NAME),
  grantsOn(
    'SCHEMA',
    'pg_namespace n JOIN pg_namespace o ON o.oid = n.oid',
    'nspowner',
    'nspacl',
    `format('%I', n.nspname)`,
  ),
]

/** Materialized views that have rows, with their address for the order. */
export const POPULATED_VIEWS = `SELECT o.tableoid AS classid, o.oid AS objid,
    format('REFRESH MATERIALIZED VIEW %s', ${RELATION_NAME}) AS statement
  FROM ${RELATIONS} WHERE o.relkind = 'm' AND o.relispopulated AND ${OF_USER} ORDER BY n.nspname, o.relname`

/** Values of all sequences, those of identity columns included. */
export const SEQUENCE_NAMES = `SELECT ${RELATION_NAME} AS name FROM ${RELATIONS}
  WHERE o.relkind = 'S' AND ${IN_USER_SCHEMA} ORDER BY n.nspname, o.relname`

/** Objects that the statements above do not create. */
export const UNSUPPORTED_OBJECTS = `SELECT i.type || ' ' || i.identity AS object FROM (
    SELECT tableoid, oid FROM pg_proc WHERE prokind = 'a'
    UNION ALL SELECT tableoid, oid FROM pg_class WHERE relkind = 'f'
    UNION ALL SELECT tableoid, oid FROM pg_type WHERE typtype = 'b' AND typelem = 0
    UNION ALL SELECT tableoid, oid FROM pg_operator
    UNION ALL SELECT tableoid, oid FROM pg_opclass
    UNION ALL SELECT tableoid, oid FROM pg_cast
    UNION ALL SELECT tableoid, oid FROM pg_collation
    UNION ALL SELECT tableoid, oid FROM pg_conversion
    UNION ALL SELECT tableoid, oid FROM pg_ts_config
    UNION ALL SELECT tableoid, oid FROM pg_ts_dict
    UNION ALL SELECT tableoid, oid FROM pg_event_trigger
    UNION ALL SELECT tableoid, oid FROM pg_publication
    UNION ALL SELECT tableoid, oid FROM pg_foreign_server
    UNION ALL SELECT tableoid, oid FROM pg_language
    UNION ALL SELECT tableoid, oid FROM pg_largeobject_metadata
  ) o (tableoid, oid), pg_identify_object(o.tableoid, o.oid, 0) i
  WHERE o.oid >= 16384 AND ${NOT_OF_EXTENSION}
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.tableoid AND d.objid = o.oid AND d.deptype = 'i')
  ORDER BY 1`

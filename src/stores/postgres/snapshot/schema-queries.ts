import { IN_USER_SCHEMA, NOT_OF_EXTENSION, RELATION_NAME } from './ddl-object.js'

// Queries for statements that create what tables, their columns and views consist of. Each returns the columns of `DdlObject`.
// They run with an empty search path, so that PostgreSQL qualifies all names.

const SEQUENCE_OPTIONS = `format('START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s', s.seqstart,
  s.seqincrement, s.seqmin, s.seqmax, s.seqcache, CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END)`

/** The options of a relation: `fillfactor=70`. */
const RELATION_OPTIONS = `CASE WHEN o.reloptions IS NULL THEN '' ELSE (SELECT format(' WITH (%s)',
  string_agg(format('%I=%L', split_part(option, '=', 1), substr(option, strpos(option, '=') + 1)), ', '))
  FROM unnest(o.reloptions) AS option) END`

/** The collation of a column or a domain, if it is not that of its type. */
function collationOf(collation: string, type: string): string {
  return `CASE WHEN ${collation} <> 0 AND ${collation} <> (SELECT typcollation FROM pg_type WHERE oid = ${type})
    THEN (SELECT format(' COLLATE %I.%I', cn.nspname, c.collname) FROM pg_collation c
      JOIN pg_namespace cn ON cn.oid = c.collnamespace WHERE c.oid = ${collation}) ELSE '' END`
}

const IDENTITY = `(SELECT format(' GENERATED %s AS IDENTITY (SEQUENCE NAME %I.%I %s)',
    CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, sn.nspname, sc.relname, ${SEQUENCE_OPTIONS})
  FROM pg_depend d JOIN pg_sequence s ON s.seqrelid = d.objid JOIN pg_class sc ON sc.oid = d.objid
  JOIN pg_namespace sn ON sn.oid = sc.relnamespace
  WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = o.oid
    AND d.refobjsubid = a.attnum AND d.deptype = 'i')`

const COLUMNS = `(SELECT string_agg(format('  %I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
    ${collationOf('a.attcollation', 'a.atttypid')},
    CASE WHEN a.attgenerated = 's' THEN format(' GENERATED ALWAYS AS (%s) STORED', pg_get_expr(ad.adbin, ad.adrelid))
      WHEN a.attidentity <> '' THEN ${IDENTITY}
      WHEN ad.adbin IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(ad.adbin, ad.adrelid) ELSE '' END,
    CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END), E',\\n' ORDER BY a.attnum)
  FROM pg_attribute a LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
  WHERE a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped)`

export const EXTENSIONS = `SELECT o.tableoid AS classid, o.oid AS objid,
    format('CREATE EXTENSION IF NOT EXISTS %I%s', o.extname, CASE WHEN o.extrelocatable
      THEN format(' WITH SCHEMA %I', n.nspname) ELSE '' END) AS statement
  FROM pg_extension o JOIN pg_namespace n ON n.oid = o.extnamespace WHERE o.extname <> 'plpgsql' ORDER BY o.extname`

export const SCHEMAS = `SELECT n.tableoid AS classid, n.oid AS objid,
    format('CREATE SCHEMA IF NOT EXISTS %I', n.nspname) AS statement
  FROM pg_namespace n JOIN pg_namespace o ON o.oid = n.oid
  WHERE ${IN_USER_SCHEMA} AND ${NOT_OF_EXTENSION} ORDER BY n.nspname`

export const ENUMS = `SELECT o.tableoid AS classid, o.oid AS objid, format('CREATE TYPE %I.%I AS ENUM (%s)', n.nspname,
    o.typname, (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum
      WHERE enumtypid = o.oid)) AS statement
  FROM pg_type o JOIN pg_namespace n ON n.oid = o.typnamespace
  WHERE o.typtype = 'e' AND ${IN_USER_SCHEMA} AND ${NOT_OF_EXTENSION} ORDER BY n.nspname, o.typname`

export const DOMAINS = `SELECT o.tableoid AS classid, o.oid AS objid, format('CREATE DOMAIN %I.%I AS %s%s%s%s%s', n.nspname,
    o.typname, format_type(o.typbasetype, o.typtypmod), ${collationOf('o.typcollation', 'o.typbasetype')},
    CASE WHEN o.typdefault IS NULL THEN '' ELSE ' DEFAULT ' || coalesce(pg_get_expr(o.typdefaultbin, 0), quote_literal(o.typdefault)) END,
    CASE WHEN o.typnotnull THEN ' NOT NULL' ELSE '' END,
    (SELECT string_agg(format(' CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)), '' ORDER BY conname)
      FROM pg_constraint WHERE contypid = o.oid AND contype = 'c')) AS statement
  FROM pg_type o JOIN pg_namespace n ON n.oid = o.typnamespace
  WHERE o.typtype = 'd' AND ${IN_USER_SCHEMA} AND ${NOT_OF_EXTENSION} ORDER BY n.nspname, o.typname`

export const COMPOSITES = `SELECT t.tableoid AS classid, t.oid AS objid, format('CREATE TYPE %s AS (%s)', ${RELATION_NAME},
    (SELECT string_agg(format('%I %s%s', a.attname, format_type(a.atttypid, a.atttypmod),
        ${collationOf('a.attcollation', 'a.atttypid')}), ', ' ORDER BY a.attnum)
      FROM pg_attribute a WHERE a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped)) AS statement
  FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace JOIN pg_type t ON t.oid = o.reltype
  WHERE o.relkind = 'c' AND ${IN_USER_SCHEMA} AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = t.tableoid
    AND e.objid = t.oid AND e.deptype = 'e') ORDER BY n.nspname, o.relname`

export const RANGES = `SELECT o.tableoid AS classid, o.oid AS objid,
    format('CREATE TYPE %I.%I AS RANGE (SUBTYPE = %s, SUBTYPE_OPCLASS = %I.%I%s%s%s, MULTIRANGE_TYPE_NAME = %s)', n.nspname,
      o.typname, format_type(r.rngsubtype, NULL), cn.nspname, c.opcname,
      CASE WHEN r.rngcollation = 0 THEN '' ELSE (SELECT format(', COLLATION = %I.%I', ln.nspname, l.collname)
        FROM pg_collation l JOIN pg_namespace ln ON ln.oid = l.collnamespace WHERE l.oid = r.rngcollation) END,
      CASE WHEN r.rngcanonical = 0 THEN '' ELSE format(', CANONICAL = %s', r.rngcanonical) END,
      CASE WHEN r.rngsubdiff = 0 THEN '' ELSE format(', SUBTYPE_DIFF = %s', r.rngsubdiff) END,
      format_type(r.rngmultitypid, NULL)) AS statement
  FROM pg_type o JOIN pg_namespace n ON n.oid = o.typnamespace JOIN pg_range r ON r.rngtypid = o.oid
  JOIN pg_opclass c ON c.oid = r.rngsubopc JOIN pg_namespace cn ON cn.oid = c.opcnamespace
  WHERE ${IN_USER_SCHEMA} AND ${NOT_OF_EXTENSION} ORDER BY n.nspname, o.typname`

/** Without those of identity columns. */
export const SEQUENCES = `SELECT o.tableoid AS classid, o.oid AS objid, format('CREATE %sSEQUENCE %s AS %s %s',
    CASE o.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END, ${RELATION_NAME}, format_type(s.seqtypid, NULL),
    ${SEQUENCE_OPTIONS}) AS statement
  FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace JOIN pg_sequence s ON s.seqrelid = o.oid
  WHERE ${IN_USER_SCHEMA} AND ${NOT_OF_EXTENSION} AND NOT EXISTS (SELECT FROM pg_depend d
    WHERE d.classid = o.tableoid AND d.objid = o.oid AND d.deptype = 'i') ORDER BY n.nspname, o.relname`

export const FUNCTIONS = `SELECT o.tableoid AS classid, o.oid AS objid, pg_get_functiondef(o.oid) AS statement
  FROM pg_proc o JOIN pg_namespace n ON n.oid = o.pronamespace
  WHERE o.prokind <> 'a' AND ${IN_USER_SCHEMA} AND ${NOT_OF_EXTENSION}
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.tableoid AND d.objid = o.oid AND d.deptype = 'i')
  ORDER BY n.nspname, o.proname, o.oid`

/** Partitions are tables of their own until `ATTACH PARTITION`. */
export const TABLES = `SELECT o.tableoid AS classid, o.oid AS objid, format(E'CREATE %sTABLE %s (\\n%s\\n)%s%s',
    CASE o.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END, ${RELATION_NAME}, ${COLUMNS},
    CASE o.relkind WHEN 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(o.oid) ELSE '' END, ${RELATION_OPTIONS}) AS statement
  FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace
  WHERE o.relkind IN ('r', 'p') AND o.relpersistence <> 't' AND ${IN_USER_SCHEMA} AND ${NOT_OF_EXTENSION}
  ORDER BY n.nspname, o.relname`

export const VIEWS = `SELECT o.tableoid AS classid, o.oid AS objid, format(E'CREATE %s %s%s AS\\n%s%s',
    CASE o.relkind WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED VIEW' END, ${RELATION_NAME}, ${RELATION_OPTIONS},
    rtrim(pg_get_viewdef(o.oid), ';'), CASE o.relkind WHEN 'm' THEN ' WITH NO DATA' ELSE '' END) AS statement
  FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace
  WHERE o.relkind IN ('v', 'm') AND ${IN_USER_SCHEMA} AND ${NOT_OF_EXTENSION} ORDER BY n.nspname, o.relname`

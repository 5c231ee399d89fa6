import type { Queryable } from '../client/queryable.js'
import { findBodyEffects } from './find-body-effects.js'
import { findRuleEffects, type Trigger } from './find-trigger-changes.js'
import { HARMLESS_FUNCTIONS } from './harmless-functions.js'
import type { SqlDataEffect, TableEvent } from './sql-data-effects.js'

export interface ExistingTrigger {
  /** Of the table or view. */
  readonly oid: string
  readonly isEnabled: boolean
  readonly trigger: Trigger
}

/** Writing to `from` writes to `to`: a partition, the table of a view, or one with a foreign key. Without `on`: the same event. */
export interface WritePath {
  readonly from: string
  readonly to: string
  readonly on?: TableEvent
  readonly event?: TableEvent
}

/** The triggers and rules of users, without foreign keys and those with built-in functions, which change only the row itself. */
export async function readTriggers(client: Queryable): Promise<readonly ExistingTrigger[]> {
  const { rows } = await client.query<{
    oid: string
    name: string
    isEnabled: boolean
    events: readonly TableEvent[]
    calls: string | null
    rule: string | null
  }>(
    `SELECT t.tgrelid AS oid, t.tgname AS name, t.tgenabled <> 'D' AS "isEnabled", p.proname AS calls, NULL AS rule,
       array_remove(ARRAY[
         CASE WHEN t.tgtype & 4 > 0 THEN 'insert' END, CASE WHEN t.tgtype & 8 > 0 THEN 'delete' END,
         CASE WHEN t.tgtype & 16 > 0 THEN 'update' END, CASE WHEN t.tgtype & 32 > 0 THEN 'truncate' END
       ], NULL) AS events
     FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.pronamespace <> 'pg_catalog'::regnamespace
     UNION ALL
     SELECT r.ev_class, r.rulename, r.ev_enabled <> 'D', NULL, pg_get_ruledef(r.oid),
       ARRAY[CASE r.ev_type WHEN '2' THEN 'update' WHEN '3' THEN 'insert' ELSE 'delete' END]
     FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE r.ev_type <> '1' AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
  )
  return rows.map(({ oid, name, isEnabled, events, calls, rule }) => ({
    oid,
    isEnabled,
    trigger:
      calls === null
        ? { kind: 'rule', name, events, runs: findRuleEffects(rule ?? '') }
        : { kind: 'trigger', name, events, runs: calls },
  }))
}

/** What the functions of triggers do, by their stored names. */
export async function readTriggerFunctions(
  client: Queryable,
): Promise<readonly (readonly [name: string, effects: readonly SqlDataEffect[]])[]> {
  const { rows } = await client.query<{ name: string; language: string; body: string; isHarmless: boolean }>(
    `SELECT p.proname AS name, l.lanname AS language, p.prosrc AS body, l.lanname = 'c' AND p.proname ~ $1 AS "isHarmless"
     FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
     WHERE p.prorettype = 'trigger'::regtype AND p.pronamespace <> 'pg_catalog'::regnamespace`,
    [HARMLESS_FUNCTIONS],
  )
  return rows.map(({ name, language, body, isHarmless }) => [
    name,
    language === 'plpgsql' ? findBodyEffects(body) : isHarmless ? [] : [{ kind: 'unknown' }],
  ])
}

export async function readWritePaths(client: Queryable): Promise<readonly WritePath[]> {
  const { rows } = await client.query<WritePath>(
    `SELECT inhparent AS "from", inhrelid AS "to", NULL AS "on", NULL AS event FROM pg_inherits
     UNION ALL
     SELECT r.ev_class, d.refobjid, NULL, NULL
     FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class AND c.relkind = 'v'
       JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
     WHERE r.ev_type = '1' AND d.refobjid <> r.ev_class
     UNION ALL
     SELECT confrelid, conrelid, 'delete', CASE confdeltype WHEN 'c' THEN 'delete' ELSE 'update' END
     FROM pg_constraint WHERE contype = 'f' AND confdeltype IN ('c', 'n', 'd')
     UNION ALL
     SELECT confrelid, conrelid, 'update', 'update' FROM pg_constraint WHERE contype = 'f' AND confupdtype IN ('c', 'n', 'd')`,
  )
  return rows
}

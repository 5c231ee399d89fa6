import type { Document } from 'mongodb'
import { isRecord } from '../../../core/is-record.js'
import type { DataEffect } from '../../contracts/step-warning.js'
import type { MongoAction } from './mongo-action.js'

/** What a step does to documents, without knowing the database. Without a collection: to all of them. */
export interface MongoDataEffect {
  readonly effect: DataEffect
  readonly collection?: string
  /** Whether the collection itself, or all that it contains, is deleted. */
  readonly whole?: boolean
}

/** Commands that change neither documents nor collections (MongoDB manual, "Database Commands"), in lower case. */
const HARMLESS_COMMANDS: ReadonlySet<string> = new Set(
  (
    'create createindexes dropindexes insert collmod find count distinct explain ping hello ismaster buildinfo serverstatus ' +
    'listcollections listindexes listdatabases listcommands dbstats collstats datasize validate compact reindex profile fsync ' +
    'createuser updateuser dropuser dropallusersfromdatabase usersinfo createrole updaterole droprole dropallrolesfromdatabase ' +
    'grantrolestouser revokerolesfromuser grantrolestorole revokerolesfromrole grantprivilegestorole ' +
    'revokeprivilegesfromrole rolesinfo getparameter setparameter connectionstatus whatsmyuri dbhash currentop killop ' +
    'getmore killcursors createsearchindexes updatesearchindex dropsearchindex listsearchindexes shardcollection enablesharding ' +
    'planCacheClear renamecollection'
  )
    .toLowerCase()
    .split(' '),
)

/** Finds which documents a step deletes or changes. Pure. */
export function findMongoDataEffects(action: MongoAction): readonly MongoDataEffect[] {
  if ('dropCollection' in action)
    return [{ effect: 'deletes', collection: action.dropCollection.collection, whole: true }]
  if ('command' in action) return findCommandEffects(action.command)
  return 'run' in action ? [{ effect: 'unknown' }] : []
}

function findCommandEffects(command: Document): readonly MongoDataEffect[] {
  const [[name, value] = ['', undefined]] = Object.entries(command)
  const of = (effect: DataEffect, whole = false): readonly MongoDataEffect[] => [
    typeof value === 'string' ? { effect, collection: value, whole } : { effect },
  ]
  switch (name.toLowerCase()) {
    case 'delete':
      return of('deletes')
    case 'drop':
    case 'converttocapped':
      return of('deletes', true)
    case 'dropdatabase':
      return [{ effect: 'deletes', whole: true }]
    case 'update':
      return of('changes')
    case 'findandmodify':
      return of(isTrue(command['remove']) ? 'deletes' : 'changes')
    case 'aggregate':
      return findPipelineEffects(command['pipeline'])
    case 'mapreduce':
      return findMapReduceEffects(command['out'])
    case 'bulkwrite':
      return findBulkEffects(command)
    case 'renamecollection':
      return isTrue(command['dropTarget']) && typeof command['to'] === 'string'
        ? [{ effect: 'deletes', collection: toCollection(command['to']), whole: true }]
        : []
    case 'collmod':
      return 'cappedSize' in command || 'cappedMax' in command ? of('deletes') : []
    default:
      return HARMLESS_COMMANDS.has(name.toLowerCase()) ? [] : [{ effect: 'unknown' }]
  }
}

/** `$out` replaces a collection, `$merge` changes documents of one. They are the last stage of a pipeline. */
function findPipelineEffects(pipeline: unknown): readonly MongoDataEffect[] {
  const stage: unknown = Array.isArray(pipeline) ? pipeline.at(-1) : undefined
  if (!isRecord(stage)) return []
  if ('$out' in stage) return toTarget('deletes', stage['$out'], 'coll')
  return '$merge' in stage ? toTarget('changes', stage['$merge'], 'into') : []
}

function findMapReduceEffects(out: unknown): readonly MongoDataEffect[] {
  if (!isRecord(out) || 'replace' in out) return toTarget('deletes', out, 'replace')
  return 'merge' in out || 'reduce' in out ? toTarget('changes', out['merge'] ?? out['reduce'], 'coll') : []
}

function toTarget(effect: DataEffect, target: unknown, key: string): readonly MongoDataEffect[] {
  const named = isRecord(target) ? target[key] : target
  const collection = isRecord(named) ? named['coll'] : named
  return [{ effect, whole: effect === 'deletes', ...(typeof collection === 'string' ? { collection } : {}) }]
}

/** The operations of `bulkWrite` name a namespace by its position in `nsInfo`. */
function findBulkEffects({ ops, nsInfo }: Document): readonly MongoDataEffect[] {
  if (!Array.isArray(ops) || !Array.isArray(nsInfo)) return [{ effect: 'unknown' }]
  return ops.filter(isRecord).flatMap((operation) => {
    const effect = 'delete' in operation ? 'deletes' : 'update' in operation ? 'changes' : undefined
    if (effect === undefined) return []
    const info: unknown = nsInfo[Number(operation['delete'] ?? operation['update'])]
    const namespace = isRecord(info) ? info['ns'] : undefined
    return [{ effect, ...(typeof namespace === 'string' ? { collection: toCollection(namespace) } : {}) }]
  })
}

/** Of a namespace such as `home.expenses`. */
function toCollection(namespace: string): string {
  return namespace.slice(namespace.indexOf('.') + 1)
}

/** MongoDB accepts numbers as truth values. */
function isTrue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && Number(value) !== 0
}

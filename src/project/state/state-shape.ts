import { PROVIDER_NAMES } from '../../config/provider-names.js'
import { isRecord } from '../../core/is-record.js'
import { STORE_NAMES } from '../../core/store-name.js'
import type { ServicesRecord, StackState } from './stack-state.js'

/** Whether a parsed state file has the shape that this version writes. Otherwise it was damaged or edited. */
export function isStackState(value: unknown): value is StackState {
  return (
    isRecord(value) &&
    value['version'] === 1 &&
    typeof value['project'] === 'string' &&
    isRecord(value['ports']) &&
    Object.values(value['ports']).every(isPort) &&
    isArrayWith(value['engines'], isEngine) &&
    isArrayWith(value['seeded'], isString) &&
    isAbsentOr(value['addons'], (addons) => isArrayWith(addons, isAddon)) &&
    isAbsentOr(value['fileAddons'], (addons) => isArrayWith(addons, isString)) &&
    isAbsentOr(value['services'], isServicesRecord) &&
    isAbsentOr(value['withoutServices'], (flag) => typeof flag === 'boolean') &&
    isAbsentOr(value['startError'], isStartError) &&
    isAbsentOr(value['commands'], (commands) => isArrayWith(commands, isCommand)) &&
    isAbsentOr(value['validSessions'], (ids) => isArrayWith(ids, isString)) &&
    isAbsentOr(value['generator'], Number.isInteger) &&
    isAbsentOr(value['provider'], isString) &&
    isAbsentOr(value['migrated'], isString)
  )
}

export function isServicesRecord(value: unknown): value is ServicesRecord {
  return (
    isRecord(value) &&
    isProcessIdentity(value['process']) &&
    isRecord(value['urls']) &&
    isUrl(value['urls']['gateway']) &&
    Object.values(value['urls']).every(isString) &&
    typeof value['logFile'] === 'string'
  )
}

function isEngine(value: unknown): boolean {
  return (
    isRecord(value) &&
    STORE_NAMES.some((name) => name === value['store']) &&
    PROVIDER_NAMES.some((name) => name === value['provider']) &&
    isPort(value['port']) &&
    isRecord(value['endpoint']) &&
    Object.values(value['endpoint']).every(isString) &&
    isAbsentOr(value['process'], isProcessIdentity)
  )
}

function isAddon(value: unknown): boolean {
  return isRecord(value) && isString(value['name']) && isUrl(value['url']) && isPort(value['port'])
}

function isStartError(value: unknown): boolean {
  return isRecord(value) && isString(value['code']) && isString(value['message'])
}

function isCommand(value: unknown): boolean {
  return (
    isRecord(value) &&
    isString(value['name']) &&
    isProcessIdentity(value['process']) &&
    isPort(value['port']) &&
    isString(value['applied'])
  )
}

function isProcessIdentity(value: unknown): boolean {
  return isRecord(value) && Number.isSafeInteger(value['pid']) && isString(value['startedAt'])
}

function isArrayWith(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem)
}

function isAbsentOr(value: unknown, isValue: (value: unknown) => boolean): boolean {
  return value === undefined || isValue(value)
}

function isString(value: unknown): boolean {
  return typeof value === 'string'
}

function isPort(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value)
}

function isUrl(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value)
}

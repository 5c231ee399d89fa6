import { isJsonList, type JsonValue } from '../../core/json.js'
import { isUuid } from '../../core/is-uuid.js'
import type { Condition, ViewColumn } from '../../stores/contracts/view-reader.js'
import { getNode, getNodes, getText, type SyntaxNode } from './syntax-tree.js'

/** A condition of a column with values that are known before the query runs. */
export interface ReadCondition {
  /** The syntax node of the column. */
  readonly node: SyntaxNode
  /** Undefined if the condition does not select records of a column of this type. */
  toCondition(column: ViewColumn): Condition | undefined
}

const MIRRORED: Readonly<Record<string, string>> = {
  COMPARE_EQUAL: 'COMPARE_EQUAL',
  COMPARE_GREATERTHAN: 'COMPARE_LESSTHAN',
  COMPARE_GREATERTHANOREQUALTO: 'COMPARE_LESSTHANOREQUALTO',
  COMPARE_LESSTHAN: 'COMPARE_GREATERTHAN',
  COMPARE_LESSTHANOREQUALTO: 'COMPARE_GREATERTHANOREQUALTO',
}

/** Reads `column = value`, `column IN (values)`, `column BETWEEN value AND value` and comparisons with times. */
export function readCondition(
  node: SyntaxNode,
  parameters: ReadonlyMap<string, JsonValue>,
): ReadCondition | undefined {
  const type = getText(node, 'type')
  const read = (each: SyntaxNode | undefined): string | undefined => readValue(each, parameters)
  if (type === 'COMPARE_IN') {
    const [column, ...others] = getNodes(node, 'children')
    const values = others.map(read)
    if (column === undefined || values.some((value) => value === undefined)) return undefined
    return { node: column, toCondition: (target) => toValues(target, values) }
  }
  if (type === 'COMPARE_BETWEEN') {
    const column = getNode(node, 'input')
    const [from, to] = [read(getNode(node, 'lower')), read(getNode(node, 'upper'))]
    if (column === undefined) return undefined
    return { node: column, toCondition: (target) => toRange(target, from, to) }
  }
  const mirrored = MIRRORED[type]
  const [left, right] = [getNode(node, 'left'), getNode(node, 'right')]
  if (mirrored === undefined || left === undefined || right === undefined) return undefined
  const isColumn = getText(left, 'type') === 'COLUMN_REF'
  const [column, value, operator] = isColumn ? [left, read(right), type] : [right, read(left), mirrored]
  if (value === undefined) return undefined
  return {
    node: column,
    toCondition(target) {
      if (operator === 'COMPARE_EQUAL')
        return target.type === 'TIMESTAMP' ? toRange(target, value, value) : toValues(target, [value])
      return operator.startsWith('COMPARE_GREATER')
        ? toRange(target, value, undefined)
        : toRange(target, undefined, value)
    },
  }
}

function toValues(column: ViewColumn, values: readonly (string | undefined)[]): Condition | undefined {
  const known = values.filter((value) => value !== undefined)
  if (column.type === 'VARCHAR') return { column, values: known }
  if (column.type !== 'UUID' || !known.every(isUuid)) return undefined
  return { column, values: known.map((value) => value.toLowerCase()) }
}

function toRange(
  column: ViewColumn,
  from: string | undefined,
  to: string | undefined,
): Condition | undefined {
  if (column.type !== 'TIMESTAMP') return undefined
  const first = from === undefined ? undefined : parseTime(from)
  const last = to === undefined ? undefined : parseTime(to)
  if (first === undefined && last === undefined) return undefined
  return {
    column,
    ...(first === undefined ? {} : { from: first }),
    // Stores may have more precise times than a Date.
    ...(last === undefined ? {} : { to: new Date(last.getTime() + 1) }),
  }
}

/** A time without a zone, as SQL compares it with a TIMESTAMP. */
function parseTime(text: string): Date | undefined {
  const [, day, time = '00:00:00', zone] =
    /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z)?)?$/.exec(text.trim()) ?? []
  if (day === undefined) return undefined
  const found = new Date(`${day}T${time}${zone ?? 'Z'}`)
  return Number.isNaN(found.getTime()) ? undefined : found
}

/** A constant or a parameter that is a string, also with a cast to the type that the column has. */
function readValue(
  node: SyntaxNode | undefined,
  parameters: ReadonlyMap<string, JsonValue>,
): string | undefined {
  if (node === undefined) return undefined
  const type = getText(node, 'type')
  if (type === 'VALUE_CONSTANT') {
    const value = getNode(node, 'value')
    const id = getText(getNode(value ?? {}, 'type') ?? {}, 'id')
    return id === 'VARCHAR' && typeof value?.['value'] === 'string' ? value['value'] : undefined
  }
  if (type === 'VALUE_PARAMETER') {
    const value = parameters.get(getText(node, 'identifier'))
    return typeof value === 'string' && !isJsonList(value) ? value : undefined
  }
  if (type !== 'OPERATOR_CAST') return undefined
  const target = getText(getNode(node, 'cast_type') ?? {}, 'id')
  const child = getNode(node, 'child')
  const inner = readValue(child, parameters)
  if (inner === undefined) return undefined
  if (target === 'UUID' || target === 'VARCHAR') return inner
  if (target === 'TIMESTAMP') return parseTime(inner) === undefined ? undefined : inner
  if (target === 'DATE') return /^\d{4}-\d\d-\d\d$/.test(inner) ? inner : undefined
  return undefined
}

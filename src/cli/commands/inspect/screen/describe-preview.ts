import { isMidnight } from '../../../../inspect/editing/input-values.js'
import type { EditPreview, FieldChange } from '../../../../project/edits/edit.js'

/** What an edit would do, line by line: the difference of each field, the references, and the request. */
export function describePreview({
  statement,
  changes,
  references,
  actor,
  warning,
  conflict,
}: EditPreview): readonly string[] {
  return [
    ...(conflict === undefined
      ? []
      : [
          `! The record was changed meanwhile${conflict.version === undefined ? '' : `: it has version ${conflict.version} now`}.`,
          ...conflict.changes.flatMap(describeChange),
          'Your changes:',
        ]),
    ...changes.flatMap(describeChange),
    ...references.map(({ field, kind, id, state, title }) =>
      state === 'dangling' ? `✗ ${field} → there is no ${kind} ${id}` : `✓ ${field} → ${title}`,
    ),
    ...(actor === undefined ? [] : [`Will be saved as ${actor}.`]),
    ...(warning === undefined ? [] : [`! ${warning}`]),
    '',
    ...statement.split('\n').filter((line) => line !== ''),
  ]
}

function describeChange({ field, before, after }: FieldChange): readonly string[] {
  return [`- ${field}: ${format(before)}`, `+ ${field}: ${format(after)}`]
}

function format(value: unknown): string {
  return value === null ? '–' : `${JSON.stringify(value)}${isMidnight(value) ? ' (midnight UTC)' : ''}`
}

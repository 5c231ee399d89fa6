import type { JSX } from 'preact'
import type { Cell } from '../../../inspect/pages/page.js'
import { copyText } from '../shell/message.js'

const ID = /^(?:[a-z]+_|[A-Z]+#)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/
const NUMBER = /^[~-]?[\d,]+(?:\.\d+)?(?: (?:[A-Z]{3}|ms|s|kB|MB|GB|B))?$/
const CODE = /^[[{]/
const SYMBOLS: Readonly<Record<string, string>> = {
  '✓': 'all right',
  '✗': 'problem',
  '≠': 'differs',
  '○': 'attention',
}
/** Of an id: enough to tell them apart. */
const HEAD = 8
const TAIL = 4

export function isNumber(text: string): boolean {
  return NUMBER.test(text)
}

/** A value as people read it: ids are shortened, times relative, marks have a name. */
export function CellText({ text, tone, isLinked }: Cell & { readonly isLinked?: boolean }): JSX.Element {
  const name = tone === undefined ? undefined : `tone-${tone}`
  const meaning = SYMBOLS[text]
  if (meaning !== undefined)
    return (
      <span class={`mark ${name ?? ''}`} role="img" aria-label={meaning} title={meaning}>
        {text}
      </span>
    )
  if (ID.test(text))
    return isLinked === true ? (
      <ShortId id={text} />
    ) : (
      <a href={`/search?text=${encodeURIComponent(text)}`} tabIndex={-1}>
        <ShortId id={text} />
      </a>
    )
  if (TIME.test(text))
    return (
      <time dateTime={text} title={text} class={name}>
        {formatTime(text)}
      </time>
    )
  const isCode = CODE.test(text)
  return <span class={`${name ?? ''} ${isCode ? 'code' : ''}`.trim() || undefined}>{text}</span>
}

/** A prefix, such as `expense_`, says nothing in a column of ids. */
function ShortId({ id }: { readonly id: string }): JSX.Element {
  const bare = id.slice(-36)
  return (
    <span class="id" title={id}>
      {bare.slice(0, HEAD)}…{bare.slice(-TAIL)}
      <button
        type="button"
        class="copy"
        tabIndex={-1}
        aria-label={`Copy ${id}`}
        onClick={(event) => {
          event.preventDefault()
          event.stopPropagation()
          copyText(id)
        }}
      >
        ⧉
      </button>
    </span>
  )
}

/** Older times are shown as dates. */
const RECENT_MS = 30 * 86_400_000

function formatTime(time: string): string {
  const isRecent = Math.abs(Date.parse(time) - Date.now()) < RECENT_MS
  return isRecent ? formatAge(time) : time.slice(0, 10)
}

/** A time, exactly and as people say it. */
export function ExactTime({ text }: { readonly text: string }): JSX.Element {
  return (
    <time dateTime={text} title={text}>
      {text.slice(0, 19).replace('T', ' ')} <small>{formatAge(text)}</small>
    </time>
  )
}

export function isTime(text: string): boolean {
  return TIME.test(text)
}

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })

function formatAge(time: string): string {
  const seconds = (Date.parse(time) - Date.now()) / 1000
  for (const [unit, size] of UNITS)
    if (Math.abs(seconds) >= size) return RELATIVE.format(Math.trunc(seconds / size), unit)
  return RELATIVE.format(Math.trunc(seconds), 'second')
}

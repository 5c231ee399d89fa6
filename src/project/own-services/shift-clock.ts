import { parseOffsetMs } from '../../config/parse-duration.js'

/** Run by Node.js before the program. Timers and `performance` are not affected. */
const PRELOAD = `
const RealDate = Date, now = () => RealDate.now() + OFFSET
globalThis.Date = new Proxy(RealDate, {
  construct: (target, values, newTarget) => Reflect.construct(target, values.length === 0 ? [now()] : values, newTarget),
  apply: () => String(new RealDate(now())),
  get: (target, name) => name === 'now' ? now : Reflect.get(target, name),
})
`

/** The environment with the clock of programs on Node.js shifted by an offset such as `+90s`. */
export function shiftClock(
  environment: Readonly<Record<string, string>>,
  clock: string | undefined,
): Readonly<Record<string, string>> {
  if (clock === undefined) return environment
  const preload = PRELOAD.replace('OFFSET', String(parseOffsetMs(clock)))
  const { NODE_OPTIONS = '' } = environment
  const option = `--import=data:text/javascript,${encodeURIComponent(preload)}`
  return { ...environment, NODE_OPTIONS: `${NODE_OPTIONS} ${option}`.trim() }
}

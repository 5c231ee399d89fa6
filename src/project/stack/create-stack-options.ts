import type { PortName } from '../../config/resolved-config.js'
import type { StackReporter } from './stack-reporter.js'
import type { ServicesMode } from '../up/up-options.js'

/** Which stack, and what of it. All optional: `createStack()` brings up what `homemanager up` would in this folder. */
export interface CreateStackOptions {
  /** Where homemanager.yaml is looked for, upwards. Default: the working directory. */
  readonly cwd?: string
  /** Default: `project` of homemanager.yaml, else the folder's name. */
  readonly project?: string
  /** Default: what homemanager.yaml says, else `auto`: Docker if its daemon answers, else embedded. */
  readonly provider?: 'auto' | 'docker' | 'embedded' | 'external'
  /** Ports that must be exactly these; another process on one of them is `PORT_IN_USE`. 0 is any free one. */
  readonly ports?: Readonly<Partial<Record<PortName, number>>>
  /** Optional parts: `cache`, `pooling`. */
  readonly addons?: readonly string[]
  /** When images are fetched, with Docker. Default: `missing`. */
  readonly pull?: 'always' | 'missing' | 'never'
  /** A profile to seed, by name or path; `true` is `demo`. Default: none. */
  readonly seed?: string | boolean
  /**
   * `here` (default): the services and the gateway run in this process, until the stack is stopped. `background`: in a
   * process of their own that lives on. `foreground`: as `here`, and `homemanager down` ends this process. `none`: only
   * the engines, migrated.
   */
  readonly services?: ServicesMode
  /**
   * A stack of its own in a temporary folder, on free ports, that is deleted with all of its data when it is stopped,
   * also when this process is killed. Default: false, the project's own stack.
   */
  readonly ephemeral?: boolean
  /**
   * Leave the drivers of the databases unloaded, for a quick answer about a stack that runs: `stores` may then be used
   * only after `migrate`, `seed` or `verify`. Default: false.
   */
  readonly lazy?: boolean
  /** For all of `createStack`, milliseconds. Default: 120,000. */
  readonly timeoutMs?: number
  /** Interrupts it; what was started is stopped again. */
  readonly signal?: AbortSignal
  /** Told what happens. Default: silent. */
  readonly reporter?: StackReporter
}

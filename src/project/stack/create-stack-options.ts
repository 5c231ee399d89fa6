import type { PortName } from '../../config/settings/ports.js'
import type { StackReporter } from '../state/stack-reporter.js'
import type { ServicesMode } from '../up/up-options.js'

/** Options of `createStack`. Without any, `createStack()` starts what `homemanager up` would start in this directory. */
export interface CreateStackOptions {
  /** Where the search for homemanager.yaml starts; it continues in the parent directories. Default: the working directory. */
  readonly cwd?: string
  /** The name of the project. Default: `project` in homemanager.yaml, else the name of the directory. */
  readonly project?: string
  /** How engines run. Default: `provider` in homemanager.yaml, else `auto`: Docker if a daemon is responding and has or can pull the images, else embedded. */
  readonly provider?: 'auto' | 'docker' | 'embedded' | 'external'
  /** Pinned ports on 127.0.0.1; 0 is any free port. If another process uses one, `createStack` throws `PORT_IN_USE`. */
  readonly ports?: Readonly<Partial<Record<PortName, number>>>
  /** Add-ons to start: `redis`, `pgbouncer`, `postgres-replica`. Default: `addons` in homemanager.yaml. */
  readonly addons?: readonly string[]
  /** When the Docker provider pulls images. Default: `missing`. */
  readonly pull?: 'always' | 'missing' | 'never'
  /** The profile to seed, by name or path; `true` means `demo`. Default: none. */
  readonly seed?: string | boolean
  /**
   * Whether the dataset is copied from the user's cache if it is there, and to it otherwise, when the embedded engines have no data
   * yet. Default: true.
   */
  readonly cache?: boolean
  /**
   * Where the services and the gateway run. `in-process` (default): in this process, until the stack is stopped.
   * `background`: in a separate process that continues to run. `foreground`: in this process, which `homemanager down`
   * terminates. `none`: only the migrated engines run.
   */
  readonly services?: ServicesMode
  /**
   * Start a separate stack in a temporary directory, on free ports. It is deleted with all its data when it is stopped, and
   * when this process exits, even if killed. Default: false, the stack of the project.
   */
  readonly ephemeral?: boolean
  /**
   * Cost of new password hashes. `fast` makes registering and signing in hundreds of times faster, for tests; it requires
   * `ephemeral`. Default: `owasp`, the parameters that OWASP recommends.
   */
  readonly passwordHashing?: 'owasp' | 'fast'
  /**
   * Do not load the database drivers, so that `createStack` returns quickly for a running stack. `stores` is then available
   * only after `migrate`, `seed` or `verify`. Default: false.
   */
  readonly lazy?: boolean
  /** Timeout of `createStack` in milliseconds. Default: 120,000. */
  readonly timeoutMs?: number
  /** Aborts `createStack`, which then stops what it has started. */
  readonly signal?: AbortSignal
  /** Receives progress, notices and warnings. Default: `silentReporter`. */
  readonly reporter?: StackReporter
}

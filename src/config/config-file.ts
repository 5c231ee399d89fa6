import type { ServiceName } from '../core/service-name.js'
import type { StoreName } from '../core/store-name.js'
import type { PortName, ProviderName } from './resolved-config.js'

/** The content of homemanager.yaml, validated by templates/homemanager.schema.json, which documents each field. */
export interface ConfigFile {
  readonly project?: string
  readonly provider?: ProviderName
  readonly ports?: Readonly<Partial<Record<PortName, number>>>
  readonly postgres?: {
    readonly url?: string
    readonly poolUrl?: string
    readonly user?: string
    readonly password?: string
    readonly database?: string
    readonly image?: string
  }
  readonly dynamodb?: {
    readonly endpoint?: string
    readonly region?: string
    readonly table?: string
    readonly accessKeyId?: string
    readonly secretAccessKey?: string
    readonly image?: string
  }
  readonly mongo?: { readonly url?: string; readonly database?: string; readonly image?: string }
  readonly redis?: { readonly url?: string; readonly image?: string }
  readonly pgbouncer?: { readonly image?: string }
  readonly services?: Readonly<Partial<Record<ServiceName, { readonly url?: string }>>>
  readonly migrations?: Readonly<Partial<Record<StoreName, string>>> & {
    /** Seconds. */
    readonly lockTimeout?: number
    /** Seconds. */
    readonly statementTimeout?: number
  }
  readonly addons?: readonly string[]
}

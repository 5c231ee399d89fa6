/** The public fields of a user that other services need. */
export interface DirectoryUser {
  readonly id: string
  readonly family_id: string | null
  readonly display_name?: string
  /** Incremented on every update; 0 if the identity service does not return it. */
  readonly version: number
  /** 0 if the identity service does not return it. */
  readonly membership_version: number
}

/** Looks up users. Identity is the source of truth; implementations may cache. */
export interface UserDirectory {
  /**
   * `authorization` is the caller's header: identity returns only users of the caller's family. A cache may return
   * others, so compare `family_id`.
   */
  find(userId: string, authorization: string | undefined): Promise<DirectoryUser | undefined>
}

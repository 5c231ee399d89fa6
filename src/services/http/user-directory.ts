/** What another service needs to know of a user; public fields only. */
export interface DirectoryUser {
  readonly id: string
  readonly family_id: string | null
  readonly display_name?: string
  /** Counts every change; 0 where an identity service does not tell. */
  readonly version: number
}

/** Where a service looks users up; identity is the source of truth, a cache may stand in between. */
export interface UserDirectory {
  /**
   * `authorization` is the caller's header: identity shows only users of the caller's family. A cache may know more:
   * whoever asks compares `family_id`.
   */
  find(userId: string, authorization: string | undefined): Promise<DirectoryUser | undefined>
}

import { array, object, type Schema, string, stringEnum } from '../../../core/schema.js'
import { id, instant } from '../../http/api/formats.js'
import { email } from './identity-schemas.js'

export type AssignableRole = 'adult' | 'child'

export interface Invitation {
  readonly id: string
  readonly family_id: string
  readonly family_name: string
  readonly email: string
  readonly role: AssignableRole
  readonly invited_by: string
  readonly created_at: string
  readonly expires_at: string
}

export interface NewInvitation {
  readonly email: string
  readonly role: AssignableRole
}

export const assignableRole: Schema<AssignableRole> = stringEnum(['adult', 'child'], {
  title: 'AssignableRole',
  description: 'Role of a member other than the owner.',
})

export const invitation: Schema<Invitation> = object(
  {
    id: id('ID of the invitation.', 'invitation'),
    family_id: id('ID of the family.', 'family'),
    family_name: string({ description: 'Name of the family.', examples: ['The Rivers'] }),
    email: string({ description: 'Email address of the invited.', examples: ['sam@example.com'] }),
    role: assignableRole,
    invited_by: id('ID of the user who sent the invitation.', 'user'),
    created_at: instant('Time of the invitation.'),
    expires_at: instant('Time until which it can be accepted.'),
  },
  { title: 'Invitation', description: 'An invitation to a family that has not been answered.' },
)

export const newInvitation: Schema<NewInvitation> = object(
  { email, role: assignableRole },
  {
    title: 'NewInvitation',
    description: 'Whom to invite to a family. The email address need not be registered yet.',
    examples: [{ email: 'sam@example.com', role: 'adult' }],
  },
)

export const invitationList: Schema<{ readonly items: readonly Invitation[] }> = object(
  { items: array(invitation) },
  { title: 'InvitationList', description: 'Invitations that have not been answered and have not expired.' },
)

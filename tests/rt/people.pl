# In the chroot, on a fresh database: an agent who may do all, and clients who may write in by mail.
use strict;
use warnings;
use RT -init;

my $agent = RT::User->new( RT->SystemUser );
my ( $id, $why ) = $agent->Create(
    Name         => 'ivanova',
    RealName     => 'Ivanova',
    EmailAddress => 'ivanova@shop.example',
    Password     => $ENV{PASSWORD},
    Privileged   => 1,
);
die $why if not $id;
$agent->PrincipalObj->GrantRight( Right => 'SuperUser', Object => $RT::System );

my $everyone = RT::Group->new( RT->SystemUser );
$everyone->LoadSystemInternalGroup('Everyone');
$everyone->PrincipalObj->GrantRight( Right => $_, Object => $RT::System ) for qw(SeeQueue CreateTicket ReplyToTicket);

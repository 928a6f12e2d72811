package RT::Extension::ReplyLint;

# A reply to a requestor is shown to reply-lint's service before RT stores and mails it. The protocol is docs/hook.md of
# reply-lint; the callbacks under html/Callbacks/ReplyLint call Gate, README.md says what they cover.

use strict;
use warnings;
use utf8;

use HTML::Parser;
use HTTP::Tiny;
use JSON ();

our $VERSION = '0.1.0';

# Most characters of the requestor's message that go along: enough to judge by, and the service refuses long ones.
my $CLIENT = 20_000;

our $REASON = 'Причина отправить как есть';

my $UNCHECKED = 'Ответ не удалось проверить, и он ещё не отправлен. Текст сохранён в форме: попробуйте ещё раз; '
    . 'не выйдет — скажите руководителю.';

my %BREAK = (
    ( map { $_ => "\n\n" } qw(blockquote h1 h2 h3 h4 h5 h6 ol p pre table ul) ),
    ( map { $_ => "\n" } qw(br div li tr) ),
);

# RT's page of the system's configuration shows every setting; this one it must not.
$RT::Config::META{ReplyLintToken} = {
    Immutable => 1,
    Obfuscate => sub { $_[2]->loc('Password not printed') },
};

# Ask about the reply in a submitted form before RT acts on it; it goes to @tickets, one as a rule. True: it stays.
# Then @$results says why. $m is Mason's request; what the pages need later in it is noted there.
sub Gate {
    my ( $m, $form, $results, @tickets ) = @_;
    return 0 if ( $form->{UpdateType} // '' ) ne 'response' or not @tickets;
    my $user = $tickets[0]->CurrentUser;
    my $text = Reply( $user, $form );
    return 0 if $text !~ /\S/;    # attachments alone, or a signature alone, which RT does not send
    my $client   = @tickets == 1 ? LastMessage( $tickets[0] ) : undef;
    my $reason   = $form->{ReplyLintReason} // '';
    my $decision = Ask(
        text   => $text,
        ticket => join( ',', map { $_->id } @tickets ),
        agent  => $user->Name,
        ( defined $client   ? ( client   => $client )               : () ),
        ( $reason =~ /\S/   ? ( override => { reason => $reason } ) : () ),
    );
    my @lines = split /\n/, $decision->{message} // '';
    if ( $decision->{decision} ne 'stop' ) {
        $m->notes( ReplyLintAdvice => \@lines );
        return 0;
    }
    $m->notes( ReplyLintStopped     => 1 );
    $m->notes( ReplyLintMayOverride => $decision->{may_override} );
    push @$results, @lines;
    return 1;
}

# What the service says: { decision, message, … }. A service that says nothing lets the reply go, or, with
# $ReplyLintFailClosed, keeps it; the log tells which, and why.
sub Ask {
    my %request = @_;
    my $url     = ( RT->Config->Get('ReplyLintURL') // '' ) =~ s{/+\z}{}r;
    my $token   = RT->Config->Get('ReplyLintToken');
    # No proxy and no redirect: the reply goes to the service and nowhere else. Without them HTTP::Tiny would heed both.
    my $http = HTTP::Tiny->new(
        timeout      => RT->Config->Get('ReplyLintTimeout') || 3,
        verify_SSL   => 1,
        max_redirect => 0,
        map { $_ => undef } qw(proxy http_proxy https_proxy),
    );
    my $answer = $http->post(
        "$url/v1/hook",
        {   content => JSON::encode_json( \%request ),
            headers => {
                'Content-Type' => 'application/json',
                ( $token ? ( Authorization => "Bearer $token" ) : () ),
            },
        }
    );
    my $decision = $answer->{success} ? eval { JSON::decode_json( $answer->{content} ) } : undef;
    return $decision if ref $decision eq 'HASH' and ( $decision->{decision} // '' ) =~ /^(?:send|advise|stop)$/;

    # 599 is HTTP::Tiny's own trouble, told in the content; what the service wrote is not logged.
    my $why = $answer->{status} == 599 ? $answer->{content} : "HTTP $answer->{status} is no decision";
    my $closed = RT->Config->Get('ReplyLintFailClosed');
    RT->Logger->error( "reply-lint: ticket $request{ticket}: the reply was not checked and "
            . ( $closed ? 'waits' : 'goes out' )
            . ": $why" );
    return { decision => $closed ? 'stop' : 'send', message => $closed ? $UNCHECKED : undef };
}

# The text of the reply in the form; empty when RT would not send it.
sub Reply {
    my ( $user, $form ) = @_;
    my $content = RT::Interface::Web::StripContent(
        Content        => $form->{UpdateContent},
        ContentType    => $form->{UpdateContentType},
        StripSignature => 1,
        CurrentUser    => $user,
    );
    return ( $form->{UpdateContentType} // '' ) eq 'text/html' ? Text($content) : $content;
}

# What the requestor wrote last, or undef.
sub LastMessage {
    my $ticket       = shift;
    my $transactions = $ticket->Transactions;
    $transactions->Limit( FIELD => 'Type', OPERATOR => 'IN', VALUE => [ 'Create', 'Correspond' ] );
    $transactions->OrderByCols( { FIELD => 'id', ORDER => 'DESC' } );
    while ( my $transaction = $transactions->Next ) {
        next unless $transaction->IsInbound;
        my $content = $transaction->ContentObj( Type => 'text/plain' ) or next;
        my $text = $content->ContentType eq 'text/html' ? Text( $content->Content ) : $content->Content;
        return substr( $text, 0, $CLIENT );
    }
    return undef;
}

# HTML of a rich text editor as plain text. Quotes get a «> » on each line, as in mail: reply-lint lets those be.
sub Text {
    my $html  = shift;
    my @texts = ('');    # the last one is of the innermost quote
    my $close = sub {
        my $quote = Tidy( pop @texts );
        $quote =~ s/^/> /mg;
        $texts[-1] .= "\n\n$quote";
    };
    my $start = sub {
        my $tag = shift;
        $texts[-1] .= $BREAK{$tag} // '';
        push @texts, '' if $tag eq 'blockquote';
    };
    my $end = sub {
        my $tag = shift;
        $close->() if $tag eq 'blockquote' and @texts > 1;
        $texts[-1] .= $BREAK{$tag} // '' if $tag ne 'br';
    };
    my $parser = HTML::Parser->new(
        api_version => 3,
        text_h      => [ sub { $texts[-1] .= $_[0] =~ s/[ \t\r\n]+/ /gr }, 'dtext' ],
        start_h     => [ $start, 'tagname' ],
        end_h       => [ $end, 'tagname' ],
    );
    $parser->ignore_elements(qw(script style));
    $parser->parse($html);
    $parser->eof;
    $close->() while @texts > 1;
    return Tidy( $texts[0] );
}

sub Tidy {
    my $text = shift;
    return $text =~ s/ *\n */\n/gr =~ s/\n{3,}/\n\n/gr =~ s/\A\s+|\s+\z//gr;
}

1;

#include "daemon/text/names.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "daemon/article/characters.hpp"

namespace vorleser {

namespace {

using Letters = std::u32string;
using LettersView = std::u32string_view;

Letters letters_of(std::string_view text) {
    Letters letters;
    for (std::size_t at = 0; at < text.size();) letters += next_code_point(text, at);
    return letters;
}

constexpr LettersView vowels = U"aeiouyäöüáéíóúýàèìòùâêîôûãõåøæœëïőűąęıāēīōūėůěăųį";
constexpr LettersView front_vowels = U"eiyéèêëíìî";
constexpr LettersView voiceless = U"ptkfscqxh";

// A language's spelling, rules parted by spaces: BEFORE_LETTERS_AFTER=SOUND or LETTERS=SOUND; the first that
// fits is taken. BEFORE is one place, AFTER several: a letter, a class (V vowel, C consonant, F front vowel,
// K voiceless consonant, # the name's beginning or end) or some of them in brackets, [^…] for none of them.
// SOUND is in eSpeak NG's phonemes, but the vowels a e i o u ä ö ü are as long as where they stand makes
// them, a ' stresses the vowel behind it, and _ closes the syllable.
enum class Stress { first, last_but_one, last, third_last, by_ending };

struct Language {
    std::string_view name;
    std::string_view base;  // the language whose rules follow
    Stress stress;
    bool hardens;  // b, d, g, v, z at the end and before voiceless consonants
    std::string_view rules;
};

constexpr std::string_view plain = R"(
aa=A: ee=e: ii=i: oo=o: uu=u: ai_^i=aI ay_[C#]=aI ei=EI ey_[C#]=EI oi=OY oy_[C#]=OY au=aU eu=OY
á=A: é=e: í=i: ó=o: ú=u: ý=y: à=a è=E ì=i ò=o ù=u â=A: ê=E: î=i: ô=o: û=u: ā=A: ē=e: ī=i: ō=o: ū=u: ã=a õ=o
å=o ø=ö æ=ä œ=W ë=e ï=i ő=Y: ű=y: ą=On ę=En ı=I ė=e: ė=e: ų=u: į=i: ă=@ ě=jE ů=u:
a=a e=e i=i o=o u=u ä=ä ö=ö ü=ü y=ü
sch=S tsch=tS ch=x ph=f th=t ck=k qu=kv ng_[aeiouyrlh]=Ng ng=N nk=Nk ss=_s ß=_s
č=tS ć=tS š=S ś=S ž=Z ż=Z ź=Z ř=rZ ç=s ñ=nj ń=n ň=nj ł=w ď=dj ť=t ş=S ș=S ţ=ts ț=ts đ=dZ ð=d þ=t ğ= ģ=g ķ=k ļ=l ņ=n ľ=l ŕ=r ĺ=l
b=b c=k d=d f=f g=g h_V=h h= j=j k=k l=l m=m n=n p=p q=k r=r s=s t=t v=v w=v x=ks z=z
)";

constexpr std::array<Language, 32> languages{{
    {"es", "", Stress::by_ending, false, R"(
ngu_F=Ng n_gF=n tx=tS ch=tS ll=lj ñ=nj qu_F=k gü=gw gu_F=g gu_[aoáó]=gw c_Fí=s c_F=s cc_F=ks z=s g_F=x j=x rr=r h=
ay_#=aI ey_#=EI oy_#=OY y_V=j y=i x=ks
í_V='i á='a é='e í='i ó='o ú='u ai=aI ei=EI oi=OY au=aU eu=Eu i_V=j [cgjsnñrh]_u_[aeioáéíó]=w s=s v=v
)"},
    {"pt", "", Stress::by_ending, false, R"(
ngu_F=Ng n_gF=n lh=lj nh=nj ch=S ção=s'aU ões_#='OYs ão='aU ãe='aI õe='OY ã='a õ='o ç=s sc_F=s c_F=s qu_F=k gu_F=g gu_[ao]=gw j=Z g_F=Z x=S
ss=_s V_s_V=z z_#=s h= ou=o: ei=EI ai=aI au=aU oi=OY rr=r m_#=n í_V='i á='a é='E í='i ó='o ú='u â='a ê='e ô='o i_V=j [cgq]_u_[ao]=w y=i
)"},
    {"it", "", Stress::last_but_one, false, R"(
n_gF=n gli_V=lj gli=lji gn=nj sch=sk sci_V=S sc_F=S cci_V=_tS cc_F=_tS cch=_k ch=k ci_V=tS c_F=tS ggi_V=_dZ gg_F=_dZ gi_V=dZ g_F=dZ
gh=g zz=_ts z=ts #_s_[pt]=s V_s_V=z #_s_V=z qu=kv gu_V=gv h= à='a è='E é='e ì='i í='i ò='o ó='o ù='u i_V=j u_o=w ei=e:i ai=aI au=aU y=i j=j
)"},
    {"fr", "", Stress::last, false, R"(
ville_#=vil ville=vil@ aill_V=aj omb_#=O~ ès_#=Es us_#=üs st_#=st ey_[C#]=E iers_#=je: C_ers_#=e: yer_#=je: jeann=Zan jean=ZA~ eaux_#=o: eau=o: aux_#=o: aud_#=o: ault_#=o: auld_#=o: aut_#=o: au=o: oux_#=u: ou_V=u ou=u:
où=u: oin_[^Vn]=wW~ oi=wa oy_V=waj oy=wa ien_#=jW~ éen_#=e:W~ yen_#=jW~ ain_[^Vn]=W~ ein_[^Vn]=W~ aim_[^Vm]=W~ in_[^Vn]=W~ im_[bp]=W~ yn_[^Vn]=W~
an_[^Vn]=A~ am_[bp]=A~ en_[^Vn]=A~ em_[bp]=A~ on_[^Vn]=O~ om_[bp]=O~ un_#=W~
ch_r=k ch=S gn=nj ph=f th=t qu=k ge_[aouâô]=Z ill_V=ij aille_#=aj eille_#=Ej ail_#=aI eil_#=EI euil_#=W:j
ai=E ay_#=E ay_V=Ej ei=E aî=E è=E ê=E: ë=E é=e eur_#=W:r eux_#=Y: eu=Y: œu=Y: œ=W
ier_#=je: C_er_#=e: ez_#=e: et_#=E es_#= C_e_#= V_e_#=
e_CV=@ e_[bcdfgpt][rl]V=@ e=E u=ü û=y: ies_#=i: ie_#=i: y_V=j y=i î=i ï=i ô=o: â=A: à=a j=Z ç=s cc_F=ks c_F=s gu_F=g g_F=Z
bourg_#=bu:r [nr]_c_#= [nr]_g_#= ct_#=kt c_#=k [nr]_c_#= [nr]_g_#= ts_#= ds_#= rs_#=r ps_#= V_s_V=z ss=_s s_#= d_#= t_#= x_#= p_#= z_#= h= i_V=j ll=l mm=m nn=n tt=t rr=r pp=p ff=f cc=k
)"},
    {"pl", "", Stress::last_but_one, true, R"(
szcz=StS sz=S cz=tS trz=tS krz=kS prz=pS rz=Z dź=dZ dż=dZ dzi_V=dZ dz=dz ci_V=tS ci=tSi ć=tS si_V=S si=Si ś=S zi_V=Z zi=Zi ź=Z ż=Z
ni_V=nj ń=n ch=x h_V=h h=x ck=tsk c=ts ł=w w=v ó=u ą_[bp]=Om ą_#=On ą=On ę_[bp]=Em ę_#=E ę=En y_#=i y=I i_V=j j_C=i j_#=i ej_[C#]=EI aj_[C#]=aI au=aU ai=ai eu=EU z=z
)"},
    {"cs", "", Stress::first, true, R"(
ch=x č=tS š=S ž=Z K_ř=rS ř=rZ mě=mnjE ě=jE ď=dj ť=tj ň=nj ou=OU á=A: é=e: í=i: ó=o: ú=u: ů=u: ý=i: y=i c=ts ck=tsk ei=EI ej_[C#]=EI aj_[C#]=aI au=aU ia=ija ä=E h_V=h h=x ô=wo z=z s=s
)"},
    {"hr", "", Stress::third_last, true, R"(
dž=dZ đ=dZ dj=dZ dzi=dzi č=tS ć=tS š=S ž=Z ch=x vich_#=vitS vic_#=vitS ic_#=itS c=ts h_V=h h=x ij_V=ij y=i ai=ai au=au ei=EI eu=eu C_r_C=Er z=z
)"},
    {"hu", "", Stress::first, true, R"(
ssz=_s sz=s ccs=_tS cs=tS zs=Z ggy=_dj gy=dj lly=_j ly=j nny=_nj ny=nj tty=_tj ty=tj ch=x cz=ts tz=ts th=t s=S c=ts á=A: é=e: í=i: ó=o: ú=u: ő=Y: ű=y: C_y_#=i y=i eö=Y: w=v ai=aI ei=EI
)"},
    {"ro", "", Stress::last_but_one, false, R"(
n_gF=n ceau=tSaU ă=@ â=I î=I ș=S ş=S ț=ts ţ=ts ch=k ci_V=tS c_F=tS gh=g gi_V=dZ g_F=dZ j=Z oa=wa ea=ja ie=jE i_V=j y=i au=aU ai=aI ei=EI z=z
)"},
    {"tr", "", Stress::last_but_one, false, R"(
ağ_[C#]=A: eğ_[C#]=EI oğ_[C#]=o: uğ_[C#]=u: ığ_[C#]=I iğ_[C#]=i: öğ_[C#]=Y: üğ_[C#]=y: ğ= ah_#=a c=dZ ç=tS ş=S ı=I j=Z ay_[C#]=aI ey_[C#]=EI oy_[C#]=OY uy_[C#]=ui y=j â=A: î=i: û=u: h_V=h h=x z_#=s ̇=
)"},
    {"ru", "", Stress::last_but_one, true, R"(
schtsch=StS tsch=tS stsch=StS sch=S zh=Z sh=S kh=x ch=x ts=ts tz=ts z=ts #_s_V=z V_s_V=z iew_#=jEf ew_#=Ef ow_#=Of skij_#=ski skyj_#=ski sky_#=ski yj_#=i ij_#=i iy_#=i
C_ju=ju ia=ija V_y_V=j y_V=j y=I ei_#=EI ai=aI au=au eu=eu ej_[C#]=EI aj_[C#]=aI oj_[C#]=OY uj_[C#]=ui ë=jo w=v h=h
)"},
    {"ka", "ru", Stress::last_but_one, false, R"(dse_#=dzE dze_#=dzE z=z e_#=e)"},
    {"hy", "ru", Stress::last, false, R"(z=z yan_#=jan)"},
    {"bg", "ru", Stress::last_but_one, true, R"(z=z)"},
    {"ar", "", Stress::last_but_one, true, R"(
dsch=dZ tsch=tS sch=S sh=S kh=x ch=x gh=g dh=d dj=dZ th=t ou=u: oo=u: ee=i: aa=A: q=k w_V=v #_s_V=z aw_[C#]=aU ow_[C#]=aU y_V=j y=i ai=aI ay=aI ei=aI ey=aI au=aU eu=OY j=dZ h_V=h h_#= h=x iyy=ij
)"},
    {"fa", "ar", Stress::last, true, ""},
    {"he", "", Stress::last, true, R"(
#_s_V=z sch=S sh=S kh=x ch=x tz=ts ts=ts z=z y_V=j y=i ei=EI ai=aI ay=aI aw=aU oo=u: ee=i: w=v h_V=h h= j=j
)"},
    {"zh", "", Stress::last, true, ""},
    {"ja", "", Stress::last_but_one, false, R"(
tsch=tS sch=S sh=S ch=tS ts=ts j=dZ y_V=j y=i eu=eu oi=oi ei=e: ou=o: oo=o: uu=u: ii=i: ai=aI ae=ae au=au oi=OY #_s_V=z z=z w=v
)"},
    {"ko", "", Stress::last_but_one, false, R"(
yeo=jO eo=O eu=U ae=E oe=Y: oo=u: ee=i: ui=ui wi=vi ch=tS sh=S j=dZ y_V=j y=i ai=aI
)"},
    {"sw", "", Stress::last_but_one, false, R"(
sh=S ch=tS j=dZ y_V=j y=i th=t dh=d kh=k gh=g eu=eu ou=u: ai=aI au=aU ei=EI h_V=h h= w=v
)"},
    {"hi", "", Stress::last_but_one, true, R"(
chh=tS sh=S ch=tS th=t dh=d bh=b kh=k gh=g ph=f jh=dZ j=dZ ee=i: oo=u: aa=A: y_V=j y=i ai=aI au=aU h_V=h h= w=v z=z
)"},
    {"nl", "", Stress::first, true, R"(
sch_[Vr]=sx sch_#=s ij=aI uij=OY ui=OY uy=OY ei=aI ey=aI eeuw=e:v ieuw=i:v eu=Y: oei=ui oe=u: ouw_[C#]=aU auw_[C#]=aU ouw=aUv auw=aUv ou=aU au=aU ieu=i: ie=i: oo=o: ee=e: aai=aI aa=A: uu=y: ooi=OY ae=A:
#_v=f dt=t y_V=j ch=x gh=g g_#=x c_F=s ck=k tj=tj th=t u=ü C_en_#=@n C_er_#=3 C_e_#=@ C_el_#=@l y=i #_s_V=s z_#=s
)"},
    {"sv", "", Stress::first, true, R"(
aj_[C#]=aI ej_[C#]=EI y_V=j skj=S stj=S sj=S #_sk_[iyäö]=S sch=S kj=S tj=tj gj=j hj=j lj=j ch=S rg_#=rk c_F=s ck=k qv=kv qu=kv th=t dt=t sson_#=_sOn sen_#=s@n
gaard_#=gO:rt gård_#=gO:rt gard_#=gart aa=o: øy=OY öy=OY oy=OY ei=EI eg_#=Ek au=aU hv=v ie=i: uu=u: ii=i: oo=o: ee=e: C_en_#=@n C_er_#=3 C_e_#=@ C_el_#=@l
ä=ä æ=ä å=o ö=ö ø=ö y=ü u=u w=v z=s x=ks #_s_V=s V_s_V=s é=e: h_V=h h=
)"},
    {"da", "sv", Stress::first, true, R"(kj=kj gj=gj sk=sk ae=ä nd_#=nt)"},
    {"no", "sv", Stress::first, true, ""},
    {"is", "sv", Stress::first, true,
     R"(á=aU æ=aI ó=o: ú=u: í=i: ý=i: é=jE ei=EI ey=EI hv=kv au=OY ð=d þ=t y=i kj=kj)"},
    {"fi", "", Stress::first, false, R"(
ää=E: öö=Y: yy=y: ie=iE uo=uO yö=yW äi=EI öi=OY ou=OU y=ü nk=Nk ch=tS š=S ž=Z õ=W h_V=h h=x z=ts w=v ng=N
)"},
    {"lt", "", Stress::last_but_one, true,
     R"(š=S ž=Z č=tS ė=e: ę=e: ą=A: ius_#=jUs i_[uao]=j ie=iE uo=uO y=i: ch=x c=ts h=h)"},
    {"lv", "lt", Stress::first, true, ""},
    {"el", "", Stress::last_but_one, false, R"(
opoulos_#='opulOs ios_#=jOs y_V=j ou=u: ch=x kh=x ph=f th=t ts=ts tz=ts gg=Ng gk=g mp=mb ei=i oi=i ai=aI eu=Ef av_K=af ya=ja yi=ji y=i x=ks h=h dh=d ia=ija io=ijo
)"},
    {"sq", "", Stress::last_but_one, true,
     R"(xh=dZ zh=Z sh=S th=t dh=d gj=dj ë=@ q=tS ç=tS x=dz y=ü c=ts ll=l rr=r)"},
}};

const Language* find_language(std::string_view name) {
    const auto found = std::find_if(languages.begin(), languages.end(),
                                    [&](const Language& language) { return language.name == name; });
    return found == languages.end() ? nullptr : &*found;
}

struct Place {  // one of the letters of a rule's surroundings
    Letters any;
    bool none = false;  // of them
    bool fits(char32_t letter) const {
        const bool found = std::any_of(any.begin(), any.end(), [&](char32_t c) {
            const auto within = [&](LettersView set) { return set.find(letter) != set.npos; };
            switch (c) {
                case U'V':
                    return within(vowels);
                case U'C':
                    return letter != U'#' && !within(vowels);
                case U'F':
                    return within(front_vowels);
                case U'K':
                    return within(voiceless);
                default:
                    return c == letter;
            }
        });
        return found != none;
    }
};

struct Rule {
    std::optional<Place> before;
    Letters letters;
    std::vector<Place> after;
    Letters sound;
};

std::vector<Place> places_of(LettersView written) {
    std::vector<Place> places;
    for (std::size_t at = 0; at < written.size(); ++at) {
        Place place;
        const bool several = written[at] == U'[';
        if (several) ++at;
        if (written[at] == U'^') {
            place.none = true;
            ++at;
        }
        if (several)
            for (; written[at] != U']'; ++at) place.any += written[at];
        else
            place.any = written[at];
        places.push_back(std::move(place));
    }
    return places;
}

void add_rules(std::string_view written, std::vector<Rule>& rules) {
    const Letters all = letters_of(written);
    for (std::size_t at = 0; at < all.size();) {
        if (all[at] == U' ' || all[at] == U'\n') {
            ++at;
            continue;
        }
        const std::size_t end = std::min(all.find_first_of(U" \n", at), all.size());
        const LettersView rule = LettersView(all).substr(at, end - at);
        at = end;
        const auto equals = rule.find(U'=');
        LettersView left = rule.substr(0, equals);
        Rule made;
        made.sound = rule.substr(equals + 1);
        const auto first = left.find(U'_'), last = left.rfind(U'_');
        // With one mark, what stands before it is a place if what follows is none of letters alone.
        const auto is_place = [](LettersView text) {
            return text.size() == 1 ? LettersView(U"VCFK#").find(text[0]) != text.npos
                                    : text.front() == U'[' && text.back() == U']';
        };
        if (first == left.npos) {
            made.letters = left;
        } else if (first != last) {
            made.before = places_of(left.substr(0, first))[0];
            made.letters = left.substr(first + 1, last - first - 1);
            made.after = places_of(left.substr(last + 1));
        } else if (is_place(left.substr(0, first))) {
            made.before = places_of(left.substr(0, first))[0];
            made.letters = left.substr(first + 1);
        } else {
            made.letters = left.substr(0, first);
            made.after = places_of(left.substr(first + 1));
        }
        rules.push_back(std::move(made));
    }
}

const std::vector<Rule>& rules_of(const Language& language) {
    static std::array<std::vector<Rule>, languages.size()> all = [] {
        std::array<std::vector<Rule>, languages.size()> made;
        for (std::size_t i = 0; i < languages.size(); ++i) {
            add_rules(languages[i].rules, made[i]);
            if (const Language* base = find_language(languages[i].base)) add_rules(base->rules, made[i]);
            add_rules(plain, made[i]);
        }
        return made;
    }();
    return all[static_cast<std::size_t>(&language - languages.data())];
}

// A vowel or the consonants between two.
struct Segment {
    std::string sound;
    bool vowel = false;
    bool free = false;  // as long as its place makes it
    bool stressed = false;
    std::size_t consonants = 0;  // of consonants: how many sounds; a closing mark is one
};

constexpr std::array<std::string_view, 22> fixed_vowels{"A~", "O~", "E~", "W~", "A:", "e:", "i:", "o:",
                                                        "u:", "Y:", "y:", "E:", "O:", "W:", "aI", "aU",
                                                        "OY", "EI", "OU", "a:", "@",  "3"};

// `sound` is UTF-8, appended to what the letters before it sounded as.
void add_sound(std::string_view sound, bool stressed, std::vector<Segment>& segments) {
    const auto vowel = [&](std::string_view text, bool free) {
        segments.push_back({std::string(text), true, free, stressed, 0});
        stressed = false;
    };
    const auto consonant = [&](std::string_view text) {
        if (segments.empty() || segments.back().vowel) segments.emplace_back();
        Segment& last = segments.back();
        ++last.consonants;
        if (text != "_" && !last.sound.ends_with(text)) last.sound += text;
    };
    for (std::size_t at = 0; at < sound.size();) {
        const std::string_view rest = sound.substr(at);
        if (rest[0] == '\'') {
            stressed = true;
            ++at;
            continue;
        }
        const auto fixed = std::find_if(fixed_vowels.begin(), fixed_vowels.end(),
                                        [&](std::string_view each) { return rest.starts_with(each); });
        if (fixed != fixed_vowels.end()) {
            vowel(*fixed, false);
            at += fixed->size();
        } else if (std::string_view("aeiou").find(rest[0]) != std::string_view::npos) {
            vowel(rest.substr(0, 1), true);
            ++at;
        } else if (std::string_view("EIOUWy").find(rest[0]) != std::string_view::npos) {
            vowel(rest.substr(0, 1), false);
            ++at;
        } else if (static_cast<unsigned char>(rest[0]) >= 0x80) {  // ä ö ü
            vowel(rest.substr(0, 2), true);
            at += 2;
        } else {
            const bool two = rest.starts_with("tS") || rest.starts_with("dZ") || rest.starts_with("ts");
            consonant(rest.substr(0, two ? 2 : 1));
            at += two ? 2 : 1;
        }
    }
}

std::string utf8(LettersView letters) {
    std::string text;
    for (const char32_t letter : letters) append(text, letter);
    return text;
}

// False: there is a letter that no rule has.
bool apply_rules(const Language& language, LettersView name, std::vector<Segment>& segments) {
    const auto& rules = rules_of(language);
    bool stressed = false;
    // The marks of stress are no letters to the rules.
    Letters letters;
    std::vector<bool> stress_here;
    for (const char32_t letter : name) {
        if (letter == U'\'') {
            stressed = true;
            continue;
        }
        letters += letter;
        stress_here.push_back(stressed);
        stressed = false;
    }
    const auto letter = [&](std::size_t at) { return at < letters.size() ? letters[at] : U'#'; };
    for (std::size_t at = 0; at < letters.size();) {
        const auto fits = [&](const Rule& rule) {
            if (!LettersView(letters).substr(at).starts_with(rule.letters)) return false;
            if (rule.before && !rule.before->fits(at == 0 ? U'#' : letters[at - 1])) return false;
            for (std::size_t i = 0; i < rule.after.size(); ++i)
                if (!rule.after[i].fits(letter(at + rule.letters.size() + i))) return false;
            // A stress within parts what would be read as one: «a'i».
            for (std::size_t i = 1; i < rule.letters.size(); ++i)
                if (stress_here[at + i] && vowels.find(letters[at + i]) != vowels.npos &&
                    vowels.find(letters[at + i - 1]) != vowels.npos)
                    return false;
            // What is stressed is a vowel: «i» of «Bah'ia» is no j.
            return !stress_here[at] || rule.sound.find_first_of(U"aeiouäöüyAEIOUWY@") != Letters::npos;
        };
        const auto rule = std::find_if(rules.begin(), rules.end(), fits);
        if (rule == rules.end()) return false;
        bool stress = false;
        for (std::size_t i = 0; i < rule->letters.size(); ++i) stress = stress || stress_here[at + i];
        add_sound(utf8(rule->sound), stress, segments);
        at += rule->letters.size();
    }
    return true;
}

// Which of so many vowels, from 0, bears the stress.
std::size_t stressed_vowel(const Language& language, std::string_view name, std::size_t count) {
    const auto from_end = [&](std::size_t n) { return count > n ? count - 1 - n : 0; };
    switch (language.stress) {
        case Stress::first:
            return language.name == "nl" && name.starts_with("ver") && count > 1 ? 1 : 0;
        case Stress::last_but_one:
            // «Florin», «Mihai»
            if (language.name == "ro" &&
                (std::string_view("aeiou\x83").find(name.back()) == std::string_view::npos ||
                 name.ends_with("ai") || name.ends_with("ei")))
                return from_end(0);
            if (language.name == "tr" && name.ends_with("oğlu")) return from_end(2);
            if (language.name == "ru" &&
                (name.ends_with("tschuk") || name.ends_with("sk") || name.ends_with("zk")))
                return from_end(0);
            return from_end(1);
        case Stress::third_last:
            return from_end(2);
        case Stress::last: {
            const bool vowel = std::string_view("aeio").find(name.back()) != std::string_view::npos;
            return from_end((language.name == "he" || language.name == "fa") && vowel ? 1 : 0);
        }
        case Stress::by_ending: {
            const char end = name.back();
            const bool vowel = end == 'a' || end == 'e' || end == 'o';
            const bool weak = language.name == "es"
                                  ? vowel || end == 'i' || end == 'u' || end == 'n' || end == 's'
                                  : vowel || end == 's' || end == 'm';
            return from_end(weak ? 1 : 0);
        }
    }
    return 0;
}

// Whether nothing closes the syllable of the vowel before these consonants.
bool leaves_open(const Segment& consonants, bool more) {
    const std::string& sound = consonants.sound;
    if (!more) return false;
    if (consonants.consonants < 2) return sound != "N";
    if (consonants.consonants > 2) return false;
    const char last = sound.back();
    if (last != 'r' && last != 'l' && last != 'j' && last != 'w') return false;
    return sound.size() > 1 && std::string_view("bdfgkptv").find(sound[0]) != std::string_view::npos &&
           (last != 'j' || sound[0] == 'd');
}

std::string with_length(const std::string& vowel, bool open, bool stressed) {
    static constexpr std::array<std::array<std::string_view, 4>, 8> lengths{{
        // letter, open and stressed, open, closed
        {"a", "A:", "a", "a"},
        {"e", "e:", "e", "E"},
        {"i", "i:", "i", "I"},
        {"o", "o:", "o", "O"},
        {"u", "u:", "u", "U"},
        {"ä", "E:", "E", "E"},
        {"ö", "Y:", "W", "W"},
        {"ü", "y:", "y", "y"},
    }};
    for (const auto& [letter, longer, tense, closed] : lengths)
        if (vowel == letter) return std::string(open ? stressed ? longer : tense : closed);
    return vowel;
}

// «w» of «Lewandowski» is an f: before a voiceless consonant, and at the end.
std::string hardened(const std::string& sound, bool at_end) {
    static constexpr std::array<std::array<char, 2>, 6> pairs{
        {{'b', 'p'}, {'d', 't'}, {'g', 'k'}, {'v', 'f'}, {'z', 's'}, {'Z', 'S'}}};
    std::string result = sound;
    bool hard = at_end;
    for (std::size_t at = result.size(); at-- > 0;) {
        if (std::string_view("ptkfsSxC").find(result[at]) != std::string_view::npos) {
            hard = true;
            continue;
        }
        bool changed = false;
        for (const auto& [soft, voiceless_one] : pairs)
            if (result[at] == soft && hard) {
                result[at] = voiceless_one;
                changed = true;
            }
        hard = hard && changed;
    }
    return result;
}

constexpr std::array<std::string_view, 21> initials{"zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l",
                                                    "g",  "k",  "h",  "j", "q", "x", "r", "z", "c", "s"};
constexpr std::array<std::string_view, 21> initial_sounds{"dZ", "tS", "S", "b", "p",  "m",  "f",
                                                          "d",  "t",  "n", "l", "g",  "k",  "h",
                                                          "dZ", "tS", "S", "r", "ts", "ts", "s"};

struct Final {
    std::string_view written, sound;
};
constexpr std::array<Final, 39> finals{{
    {"iang", "jaN"}, {"iong", "jUN"}, {"uang", "vaN"}, {"ueng", "vEN"}, {"ang", "aN"},  {"eng", "EN"},
    {"ing", "IN"},   {"ong", "UN"},   {"ian", "jEn"},  {"iao", "jaU"},  {"uai", "vaI"}, {"uan", "van"},
    {"üan", "yan"},  {"ai", "aI"},    {"ao", "aU"},    {"an", "an"},    {"ei", "EI"},   {"en", "En"},
    {"er", "Er"},    {"ia", "ja"},    {"ie", "jE"},    {"in", "In"},    {"iu", "jo:"},  {"ou", "o:"},
    {"ua", "va"},    {"ui", "vaI"},   {"un", "Un"},    {"uo", "vo"},    {"üe", "yE"},   {"ue", "yE"},
    {"ün", "yn"},    {"iou", "jo:"},  {"uei", "vaI"},  {"a", "a"},      {"e", "@"},     {"i", "i"},
    {"o", "o"},      {"u", "u"},      {"ü", "ü"},
}};

// A name in Pinyin («jinping»), syllable by syllable from `at`. False: it is none.
bool read_pinyin(std::string_view name, std::size_t at, std::vector<Segment>& segments) {
    if (at == name.size()) return !segments.empty();
    std::string_view rest = name.substr(at);
    std::string onset;
    std::string_view initial;
    for (std::size_t i = 0; i < initials.size() && initial.empty(); ++i)
        if (rest.starts_with(initials[i])) {
            initial = initials[i];
            onset = initial_sounds[i];
        }
    if (at > 0 && initial.empty() && rest[0] != 'y' && rest[0] != 'w') return false;
    std::string spelt(rest.substr(initial.size()));
    // y and w stand for i and u where no consonant precedes.
    std::size_t cut = 0;  // bytes of `spelt` more than of the name
    if (initial.empty() && rest.starts_with("yu"))
        spelt = "ü" + std::string(rest.substr(2)), cut = 0;
    else if (initial.empty() && rest.starts_with("yi"))
        spelt = rest.substr(1), initial = rest.substr(0, 1), onset = "";
    else if (initial.empty() && rest.starts_with('y'))
        spelt = rest.substr(1), initial = rest.substr(0, 1), onset = "j";
    else if (initial.empty() && rest.starts_with("wu"))
        spelt = rest.substr(1), initial = rest.substr(0, 1), onset = "v";
    else if (initial.empty() && rest.starts_with('w'))
        spelt = rest.substr(1), initial = rest.substr(0, 1), onset = "v";
    else if ((initial == "j" || initial == "q" || initial == "x") && spelt.starts_with('u'))
        spelt = "ü" + spelt.substr(1), cut = 1;
    for (const auto& final : finals) {
        if (!spelt.starts_with(final.written)) continue;
        const std::size_t taken = initial.size() + final.written.size() - cut;
        std::string_view sound = final.sound;
        if (onset == "j" && final.written == "an") sound = "En";  // «yan»
        auto tried = segments;
        if (!onset.empty()) add_sound(onset, false, tried);
        add_sound(sound, false, tried);
        if (read_pinyin(name, at + taken, tried)) {
            segments = std::move(tried);
            return true;
        }
    }
    return false;
}

}  // namespace

bool is_name_language(std::string_view language) {
    return find_language(language) != nullptr;
}

std::string name_sound(std::string_view language, std::string_view name) {
    const Language* const rules = find_language(language);
    if (!rules || name.empty()) return {};
    std::vector<Segment> segments;
    if (language == "zh" ? !read_pinyin(without_marks(name), 0, segments)
                         : !apply_rules(*rules, letters_of(name), segments))
        return {};
    std::vector<std::size_t> bearing;
    bool marked = false;
    for (std::size_t i = 0; i < segments.size(); ++i)
        if (segments[i].vowel) {
            marked = marked || segments[i].stressed;
            if (segments[i].sound != "@" && segments[i].sound != "3") bearing.push_back(i);
        }
    // «Sven» has no murmur.
    if (bearing.empty())
        for (std::size_t i = 0; i < segments.size(); ++i)
            if (segments[i].vowel) {
                bearing.push_back(i);
                segments[i].sound = segments[i].sound == "3" ? "Er" : "E";
            }
    if (bearing.empty()) return {};
    if (!marked) {
        // Murmurs count as syllables, though none is stressed.
        std::vector<std::size_t> all;
        for (std::size_t i = 0; i < segments.size(); ++i)
            if (segments[i].vowel) all.push_back(i);
        std::size_t wanted = all[stressed_vowel(*rules, name, all.size())];
        if (std::find(bearing.begin(), bearing.end(), wanted) == bearing.end()) {
            const auto before = std::find_if(bearing.rbegin(), bearing.rend(),
                                             [&](std::size_t each) { return each < wanted; });
            wanted = before == bearing.rend() ? bearing.front() : *before;
        }
        segments[wanted].stressed = true;
    }
    std::string result;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const Segment& segment = segments[i];
        const bool last = i + 1 == segments.size();
        if (!segment.vowel) {
            result += rules->hardens ? hardened(segment.sound, last) : segment.sound;
            continue;
        }
        if (segment.stressed) result += '\'';
        bool open = last || segments[i + 1].vowel || leaves_open(segments[i + 1], i + 2 < segments.size());
        // One consonant at the end: «Putin» and «Michigan».
        if (!open && segment.stressed && i + 2 == segments.size() && segments[i + 1].consonants == 1) {
            const std::string& end = segments[i + 1].sound;
            const bool high = segment.sound == "i" || segment.sound == "u" || segment.sound == "ü";
            if (language == "fr")
                open = high || end == "r" || end == "z" || end == "Z" || end == "v";
            else if (rules->name == "sv" || rules->base == "sv")
                open = end != "N";
            else if (language != "zh" && language != "ko")
                open = segment.sound == "i" || segment.sound == "u";
        }
        std::string sound = with_length(segment.sound, open, segment.stressed);
        if (last && segment.sound == "ö") sound = "Y:";
        if (last && segment.free && !segment.stressed && segment.sound == "e" && language == "hr")
            sound = "E";
        result += sound;
    }
    return result;
}

std::string without_marks(std::string_view name) {
    static constexpr std::array<std::pair<LettersView, std::string_view>, 24> folded{{
        {U"áàâãåāăą", "a"}, {U"éèêëēėęě", "e"}, {U"íìîïīıį", "i"}, {U"óòôõőō", "o"}, {U"úùûūůűų", "u"},
        {U"ýÿ", "y"},       {U"çćčĉ", "c"},     {U"ñńňņ", "n"},    {U"śšşș", "s"},   {U"źžż", "z"},
        {U"łľĺļ", "l"},     {U"řŕ", "r"},       {U"ťţț", "t"},     {U"ďđ", "d"},     {U"ğģ", "g"},
        {U"ķ", "k"},        {U"ð", "d"},        {U"þ", "th"},      {U"æ", "ae"},     {U"œ", "oe"},
        {U"ø", "ö"},        {U"'", ""},         {U"̇", ""},         {U"ß", "ss"},
    }};
    std::string result;
    for (std::size_t at = 0; at < name.size();) {
        const char32_t letter = next_code_point(name, at);
        const auto found = std::find_if(folded.begin(), folded.end(), [&](const auto& each) {
            return each.first.find(letter) != LettersView::npos;
        });
        if (found == folded.end())
            append(result, letter);
        else
            result += found->second;
    }
    return result;
}

std::string_view language_of_name(std::string_view name) {
    const auto has = [&](std::initializer_list<std::string_view> letters) {
        return std::any_of(letters.begin(), letters.end(),
                           [&](std::string_view each) { return name.find(each) != name.npos; });
    };
    const auto ends = [&](std::initializer_list<std::string_view> endings) {
        return std::any_of(endings.begin(), endings.end(), [&](std::string_view each) {
            return name.size() > each.size() + 1 && name.ends_with(each);
        });
    };
    // Letters that one language alone has.
    if (has({"ğ", "ı"}) || ends({"oğlu", "oglu"})) return "tr";
    if (has({"ă", "ș", "ț", "ţ"}) || ends({"escu", "eanu"})) return "ro";
    if (has({"ő", "ű"})) return "hu";
    if (has({"ł", "ą", "ę", "ż", "ź", "ś", "ń", "szcz"}) ||
        ends({"wicz", "czyk", "czak", "owska", "ewska", "inska", "szewski"}))
        return "pl";
    if (has({"ř", "ě", "ů", "ď", "ť", "ľ", "ň"})) return "cs";
    if (ends({"ić", "vić", "ović", "ović", "ovic", "evic", "avic"}) || has({"đ"})) return "hr";
    if (has({"č", "š", "ž"}))
        return has({"á", "é", "í", "ý", "ú"}) ? "cs" : ends({"as", "is", "us"}) ? "lt" : "hr";
    if (has({"ė", "ų", "į"}) || ends({"auskas", "aitis"})) return "lt";
    if (has({"ş"})) return "tr";
    if (has({"ñ"}) || ends({"ción", "ínez", "ález", "érez", "ández", "ópez", "ómez", "íguez"})) return "es";
    if (has({"ã", "õ", "ção", "ções"})) return has({"õu", "õi", "õh", "ää"}) ? "fi" : "pt";
    if (has({"ø", "å"}) || ends({"sson", "ström", "qvist", "gaard"})) return "sv";
    if (ends({"shvili", "schwili", "aschwili", "adse", "adze", "idze", "idse"})) return "ka";
    if (ends({"opoulos", "opoulou"})) return "el";
    if (ends({"enko", "tschuk", "owitsch", "ewitsch", "skyj", "skij", "nyj"}) || has({"schtsch"}))
        return "ru";
    if (ends({"eaux", "eau", "ault", "oux"}) || has({"ê", "œ", "è", "û"})) return "fr";
    if (ends({"ucci", "acci", "ucchi", "occhi", "elli", "etti", "otti", "izzi", "ozzi", "azzi", "uzzi",
              "ezzi", "izzo", "azzo", "ozzo", "uccio", "accio", "aggio", "oggi"}))
        return "it";
    if (const auto nen = std::array<std::string_view, 6>{"onen", "anen", "inen", "unen", "änen", "önen"};
        name.size() > 6 &&
        std::any_of(nen.begin(), nen.end(), [&](auto end) { return name.ends_with(end); }) &&
        has({"aa", "kk", "yy", "ää", "ii", "uu", "tt"}) &&
        !has({"b", "c", "d", "f", "g", "w", "x", "z", "sch"}))
        return "fi";
    return {};
}

}  // namespace vorleser

// What is heard, where, and how.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/command.hpp"
#include "client/keys.hpp"
#include "client/messages.hpp"
#include "client/print.hpp"
#include "client/text.hpp"
#include "client/time.hpp"
#include "client/values.hpp"
#include "client/watch.hpp"
#include "locale/command_line.hpp"
#include "locale/translate.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;

int run_status(Session& session) {
    session.say(status_text(parse_status(session.call("status", {})), session.out));
    return 0;
}

void describe_play(CLI::App& app, Invocation& invocation) {
    describe_entry(app, invocation);
    param<std::int64_t>(app, invocation, "--at", "at", messages::play_at())
        ->check(whole_number(0, UINT32_MAX))
        ->type_name(tr("PLACE"));
}

void describe_seek(CLI::App& app, Invocation& invocation) {
    app.add_option_function<std::string>(
           tr("TIME"),
           [&invocation](const std::string& value) {
               const auto target = parse_seek(value);
               if (!target) throw CLI::ValidationError(messages::bad_seek());
               using Kind = SeekTarget::Kind;
               const auto* name = target->kind == Kind::to_ms   ? "to_ms"
                                  : target->kind == Kind::by_ms ? "by_ms"
                                                                : "percent";
               invocation.params[name] = target->value;
           },
           messages::seek_to())
        ->type_name("");
    text_param(app, invocation, "--to", "to_text", messages::seek_text())->type_name(tr("TEXT"));
    param<std::int64_t>(app, invocation, "--sentence", "by_sentences", messages::seek_sentences())
        ->check(whole_number());
    param<std::int64_t>(app, invocation, "--paragraph", "by_paragraphs", messages::seek_paragraphs())
        ->check(whole_number());
    param<std::int64_t>(app, invocation, "--heading", "by_headings", messages::seek_headings())
        ->check(whole_number());
    app.require_option(1);
}

// A percentage, or how far from the one there is: params["percent"] or params["by"].
CLI::Option* percent_param(CLI::App& app, Invocation& invocation, const std::string& option,
                           std::optional<std::int64_t> (*parse)(std::string_view), std::int64_t least,
                           std::int64_t most, const char* problem, const char* help) {
    return app.add_option_function<std::string>(
        option,
        [&invocation, parse, least, most, problem](const std::string& value) {
            const auto change = parse_change(value, parse);
            if (!change || (!change->relative && (change->value < least || change->value > most)))
                throw CLI::ValidationError(problem);
            invocation.params[change->relative ? "by" : "percent"] = change->value;
        },
        help);
}

int run_speed(Session& session) {
    session.say(
        messages::speed(format_factor(parse_status(session.call("speed", session.invocation.params)).speed)) +
        "\n");
    return 0;
}

void describe_speed(CLI::App& app, Invocation& invocation) {
    percent_param(app, invocation, tr("SPEED"), parse_speed, 50, 400, messages::bad_speed(),
                  messages::speed_value());
}

int run_volume(Session& session) {
    session.say(messages::volume(parse_status(session.call("volume", session.invocation.params)).volume) +
                "\n");
    return 0;
}

void describe_volume(CLI::App& app, Invocation& invocation) {
    percent_param(app, invocation, tr("VOLUME"), parse_volume, 0, 100, messages::bad_volume(),
                  messages::volume_value());
}

int run_pitch(Session& session) {
    session.say(messages::pitch(parse_status(session.call("pitch", session.invocation.params)).pitch) + "\n");
    return 0;
}

void describe_pitch(CLI::App& app, Invocation& invocation) {
    param<std::int64_t>(app, invocation, tr("PITCH"), "pitch", messages::pitch_value())
        ->check(whole_number(-50, 50));
}

int run_devices(Session& session) {
    session.say(devices_text(session.call("devices", {}), session.out));
    return 0;
}

int run_device(Session& session) {
    if (session.invocation.params.empty()) return run_devices(session);
    const auto status = session.call("device", session.invocation.params);
    const auto chosen = parse_text(status.at("device").as_object(), "chosen");
    session.say(messages::device(chosen.empty() ? messages::default_device() : chosen) + "\n");
    return 0;
}

int run_outputs(Session& session) {
    session.say(outputs_text(session.call("outputs", {}), session.out));
    return 0;
}

int run_output(Session& session) {
    if (session.invocation.params.empty()) return run_outputs(session);
    const auto status = parse_status(session.call("output", session.invocation.params));
    session.say(messages::plays_on(status.output.empty() ? messages::loudspeaker() : status.output) + "\n");
    return 0;
}

int run_voices(Session& session) {
    const auto& wanted = session.invocation.sample;
    if (!wanted) {
        session.say(voices_text(session.call("voices", {}), session.out));
        return 0;
    }
    std::vector<std::string> names{*wanted};
    if (wanted->empty()) {
        names.clear();
        const auto all = session.connection.call("voices");
        for (const auto& voice : items(all, "voices")) names.push_back(parse_text(voice.as_object(), "name"));
    }
    for (const auto& name : names) {
        if (names.size() > 1) session.say(name + "\n");
        session.call("sample", {{"name", name}});
    }
    return 0;
}

void describe_voices(CLI::App& app, Invocation& invocation) {
    app.add_option_function<std::vector<std::string>>(
           "--play",
           [&invocation](const std::vector<std::string>& names) {
               invocation.sample = names.empty() ? "" : valid_utf8(names.front());
           },
           messages::voices_play())
        ->expected(0, 1)
        ->type_name(tr("NAME"));
}

int run_voice(Session& session) {
    if (session.invocation.params.empty()) {
        session.say(voices_text(session.call("voices", {}), session.out));
        return 0;
    }
    session.say(messages::voice(parse_status(session.call("voice", session.invocation.params)).voice) + "\n");
    return 0;
}

void describe_device(CLI::App& app, Invocation& invocation) {
    text_param(app, invocation, "NAME", "name", messages::device_name());
}

void describe_output(CLI::App& app, Invocation& invocation) {
    app.add_option_function<std::vector<std::string>>(
        tr("NAME"),
        [&invocation](const std::vector<std::string>& words) {
            const auto name = valid_utf8(fmt::format("{}", fmt::join(words, " ")));
            // As it is called in the listener's language, too.
            invocation.params["name"] = name == messages::loudspeaker() ? "loudspeaker" : name;
        },
        messages::output_name());
}

void describe_voice(CLI::App& app, Invocation& invocation) {
    text_param(app, invocation, tr("NAME"), "name", messages::voice_name());
}

int run_pronounce(Session& session) {
    const auto result = session.call("pronounce", session.invocation.params);
    const auto& said = result.as_object();
    session.say(fmt::format("{}  [{}]  /{}/\n", parse_text(said, "text"), parse_text(said, "ipa"),
                            parse_text(said, "phonemes")));
    if (const auto& why = said.at("unheard"); !why.is_null())
        complain(messages::unheard(parse_sentence(why, said.if_contains("unheard_data"))));
    return 0;
}

void describe_pronounce(CLI::App& app, Invocation& invocation) {
    app.add_option_function<std::vector<std::string>>(
           tr("TEXT"),
           [&invocation](const std::vector<std::string>& words) {
               invocation.params["text"] = valid_utf8(fmt::format("{}", fmt::join(words, " ")));
           },
           messages::pronounce_text())
        ->required();
    flag_param(app, invocation, "--silent", "silent", messages::pronounce_silent());
}

int run_lexicon(Session& session) {
    const auto result = session.call("lexicon", session.invocation.params);
    const auto& lexicon = result.as_object();
    std::vector<std::vector<std::string>> rows;
    for (const auto& item : items(result, "words"))
        rows.push_back({parse_text(item.as_object(), "word"), parse_text(item.as_object(), "sound")});
    std::string text;
    for (const auto& line : table(rows, {{}, {}}, session.out.width)) text += line + "\n";
    text += messages::lexicon_file(parse_text(lexicon, "file"), rows.size()) + "\n";
    session.say(text);
    return 0;
}

// list; add WORD SOUND; remove WORD
void describe_lexicon(CLI::App& app, Invocation& invocation) {
    app.add_option_function<std::vector<std::string>>(
           tr("ACTION"),
           [&invocation](const std::vector<std::string>& given) {
               const std::string action = given.empty() ? "list" : given.front();
               const std::size_t wanted = action == "add" ? 3 : action == "remove" ? 2 : 1;
               if ((action != "list" && wanted == 1) || std::max<std::size_t>(given.size(), 1) != wanted)
                   throw CLI::ValidationError(messages::bad_lexicon());
               if (wanted > 1) invocation.params["word"] = valid_utf8(given[1]);
               if (wanted > 2) invocation.params["sound"] = valid_utf8(given[2]);
               if (action == "remove") invocation.params["remove"] = true;
           },
           messages::lexicon_action())
        ->expected(0, 3);
}

int run_repeat(Session& session) {
    session.say(messages::repeat(parse_status(session.call("repeat", session.invocation.params)).repeat) +
                "\n");
    return 0;
}

void describe_repeat(CLI::App& app, Invocation& invocation) {
    text_param(app, invocation, tr("MODE"), "mode", messages::repeat_value())
        ->check(one_of({"off", "one", "all"}));
}

int run_finished(Session& session) {
    session.say(
        messages::finished(parse_status(session.call("finished", session.invocation.params)).finished) +
        "\n");
    return 0;
}

void describe_finished(CLI::App& app, Invocation& invocation) {
    text_param(app, invocation, tr("THEN"), "then", messages::finished_value())
        ->check(one_of({"stays", "leaves", "kept"}));
}

int run_shuffle(Session& session) {
    session.say(messages::shuffle(parse_status(session.call("shuffle", session.invocation.params)).shuffle) +
                "\n");
    return 0;
}

void describe_shuffle(CLI::App& app, Invocation& invocation) {
    app.add_option_function<std::string>(
           tr("ON"), [&invocation](const std::string& value) { invocation.params["on"] = value == "on"; },
           messages::shuffle_value())
        ->check(one_of({"on", "off"}));
}

int run_sleep(Session& session) {
    session.say(sleep_line(parse_status(session.call("sleep", session.invocation.params))) + "\n");
    return 0;
}

void describe_sleep(CLI::App& app, Invocation& invocation) {
    app.add_option_function<std::string>(
        tr("TIME"),
        [&invocation](const std::string& value) {
            if (value == "off" || value == "end") {
                invocation.params[value == "off" ? "off" : "at_end"] = true;
                return;
            }
            const auto ms = parse_span(value);
            constexpr std::int64_t day = 24 * 60 * 60 * 1000;
            if (!ms || *ms > day) throw CLI::ValidationError(messages::bad_sleep());
            invocation.params["after_ms"] = *ms;
        },
        messages::sleep_value());
}

int run_watch(Session& session) {
    watch(session.connection,
          {session.invocation.until_stopped, session.invocation.json, session.invocation.plain});
    return 0;
}

void describe_watch(CLI::App& app, Invocation& invocation) {
    app.add_flag("--until-stopped", invocation.until_stopped, messages::watch_until_stopped());
    app.footer(keys_help() + "\n" + app.get_footer());
}

int run_quit(Session& session) {
    const auto answer = session.connection.quit();
    if (session.invocation.json) print_out(json::serialize(answer) + "\n");
    session.say(fmt::format("{}\n", messages::ended()));
    return 0;
}

constexpr Command commands[] = {
    {"status", describe_nothing, run_status},
    {"play", describe_play, run_generic, Values::articles},
    {"seek", describe_seek, run_generic, Values::others, "+15 -15 +1m -1m 0 50%"},
    {"speed", describe_speed, run_speed, Values::others, "1 1.25 1.5 1.75 2 +0.1 -0.1"},
    {"volume", describe_volume, run_volume, Values::others, "25 50 75 100 +5 -5"},
    {"pitch", describe_pitch, run_pitch, Values::others, "-20 -10 0 10 20"},
    {"device", describe_device, run_device, Values::devices},
    {"devices", describe_nothing, run_devices},
    {"output", describe_output, run_output, Values::outputs},
    {"outputs", describe_nothing, run_outputs},
    {"offer", nullptr, nullptr},
    {"heard", nullptr, nullptr},
    {"voice", describe_voice, run_voice, Values::voices},
    {"voices", describe_voices, run_voices},
    {"pronounce", describe_pronounce, run_pronounce, Values::words},
    {"lexicon", describe_lexicon, run_lexicon, Values::lexicon},
    {"sample", nullptr, nullptr},
    {"repeat", describe_repeat, run_repeat},
    {"shuffle", describe_shuffle, run_shuffle},
    {"finished", describe_finished, run_finished},
    {"sleep", describe_sleep, run_sleep, Values::others, "15m 30m 45m 1h 1:30 end off"},
    {"watch", describe_watch, run_watch},
    {"cancel", nullptr, nullptr},
    {"speech", nullptr, nullptr},
    {"quit", describe_nothing, run_quit},
};

}  // namespace

std::span<const Command> listening_commands() {
    return commands;
}

}  // namespace vorleser

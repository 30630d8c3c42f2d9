// What is taken along: described here, done by a program of its own (client/export/).
#include "client/command.hpp"
#include "client/messages.hpp"
#include "locale/command_line.hpp"
#include "locale/translate.hpp"

namespace vorleser {
namespace {

using Into = ExportWanted::Into;

void describe_export(CLI::App& app, Invocation& invocation) {
    auto& wanted = invocation.exported;
    auto* articles = entries_param(app, invocation, messages::export_articles());
    auto* all = app.add_flag("--all", wanted.all, messages::export_all())->excludes(articles);
    auto* unheard = app.add_flag("--unheard", wanted.unheard, messages::export_unheard())
                        ->excludes(articles)
                        ->excludes(all);
    const auto into = [&](const char* option, Into kind, const char* help) {
        return app
            .add_option_function<std::string>(
                option,
                [&wanted, kind](const std::string& path) {
                    wanted.into = kind;
                    wanted.path = path;
                },
                help)
            ->type_name(kind == Into::files ? tr("PATH") : tr("FOLDER"));
    };
    auto* output = into("-o,--output", Into::files, messages::export_output());
    auto* folder =
        into("--folder", Into::folder, messages::export_folder())->excludes(output)->excludes(articles);
    auto* podcast = into("--podcast", Into::podcast, messages::export_podcast())
                        ->excludes(output)
                        ->excludes(folder)
                        ->excludes(articles);
    auto* address = app.add_option("--address", wanted.address, messages::export_address())
                        ->type_name(tr("ADDRESS"))
                        ->needs(podcast);
    podcast->needs(address);
    // For programs: numbers change.
    app.add_option("--id", wanted.id)
        ->group("")
        ->excludes(articles)
        ->excludes(all)
        ->excludes(unheard)
        ->needs(output);
    app.add_option("--format", wanted.format, messages::export_format())
        ->type_name("")
        ->check(one_of({"mp3", "opus", "flac", "wav", "epub"}));
    app.add_flag("--one-file", wanted.one_file, messages::export_one_file())
        ->excludes(folder)
        ->excludes(podcast);
    app.add_flag("--follow", wanted.follow, messages::export_follow())->excludes(output)->excludes(articles);
}

void describe_backup(CLI::App& app, Invocation& invocation) {
    auto& wanted = invocation.archive;
    app.add_option(tr("FILE"), wanted.file, messages::backup_file())->required();
    app.add_flag("--replace", wanted.replace, messages::backup_replace());
}

void describe_import(CLI::App& app, Invocation& invocation) {
    auto& wanted = invocation.archive;
    app.add_option(tr("FILE"), wanted.file, messages::import_file())->required();
    app.add_flag("--dry-run", wanted.dry_run, messages::import_dry_run());
    app.add_flag("--queue", wanted.queue, messages::import_queue());
    app.add_flag("--unread", wanted.unread, messages::import_unread());
    app.add_option("--only", wanted.only, messages::import_only())->type_name(tr("TAG"))->expected(1);
    app.add_flag_callback(
        "--no-fetch", [&wanted] { wanted.fetch = false; }, messages::import_no_fetch());
}

constexpr Command rows[] = {
    {"backup", describe_backup, nullptr, Values::files, "", "vorleser-backup"},
    {"import", describe_import, nullptr, Values::files, "", "vorleser-backup"},
    {"export", describe_export, nullptr, Values::articles, "--all", "vorleser-export"},
};

}  // namespace

std::span<const Command> exporting_commands() {
    return rows;
}

}  // namespace vorleser
